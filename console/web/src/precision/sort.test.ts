import { expect, it } from 'vitest';
import type { RulePrecision } from '../lessons/shapes';
import { next, reasonsOf, sorted } from './sort';

const rule = (change: Partial<RulePrecision>): RulePrecision => ({
  camera_id: 'c1', rule_id: 'r1', rule_name: 'Yard', kind: 'intrusion', confirmed: 5, dismissed: 5, undecided: 0, quiet: 0,
  reasons: {}, precision: 0.5, ...change,
});
const ids = (rules: RulePrecision[]) => rules.map((one) => one.rule_id);
const name = (id: string) => id;

it('puts the least right first and what cannot be told last, both ways', () => {
  const rules = [rule({ rule_id: 'none', precision: null }), rule({ rule_id: 'good', precision: 0.9 }), rule({ rule_id: 'bad', precision: 0.1 })];
  expect(ids(sorted(rules, { by: 'precision', isDown: false }, name))).toEqual(['bad', 'good', 'none']);
  expect(ids(sorted(rules, { by: 'precision', isDown: true }, name))).toEqual(['good', 'bad', 'none']);
});

it('breaks ties by camera', () => {
  const rules = [rule({ rule_id: 'b', camera_id: 'z' }), rule({ rule_id: 'a', camera_id: 'a' })];
  expect(ids(sorted(rules, { by: 'quiet', isDown: true }, name))).toEqual(['a', 'b']);
});

it('turns a column round at the second press', () => {
  expect(next({ by: 'precision', isDown: false }, 'precision')).toEqual({ by: 'precision', isDown: true });
  expect(next({ by: 'precision', isDown: false }, 'quiet')).toEqual({ by: 'quiet', isDown: true });
});

it('lists reasons by how often they were given', () => {
  expect(reasonsOf(rule({ reasons: { rain: 1, shadow: 4, animal: 1 } }))).toEqual([['shadow', 4], ['animal', 1], ['rain', 1]]);
});
