import { expect, it } from 'vitest';
import type { LadderRule } from './asks';
import { houseFirst, newRule, wrongIn } from './ladderForm';

const HOUSE: LadderRule = { severity: null, kind: null, warn_s: 30, realert_s: 60, duty_officer_s: 120, command_s: 180 };

it('shows the one for everything first', () => {
  expect(houseFirst([{ ...HOUSE, kind: 'fire' }, HOUSE])[0]).toEqual(HOUSE);
});
it('takes ladders that rise, with a rung left out', () => {
  expect(wrongIn([HOUSE, { ...HOUSE, severity: 'low', realert_s: null }])).toBeNull();
});
it('names the rung that is not later than the one before', () => {
  expect(wrongIn([{ ...HOUSE, realert_s: null, duty_officer_s: 30 }])).toEqual({ at: 0, rung: 'duty_officer_s', why: 'not_later' });
});
it('wants the first rung', () => {
  expect(wrongIn([{ ...HOUSE, warn_s: 0 }])).toEqual({ at: 0, rung: 'warn_s', why: 'missing' });
});
it('takes no rung after a day', () => {
  expect(wrongIn([{ ...HOUSE, command_s: 86_401 }])).toEqual({ at: 0, rung: 'command_s', why: 'too_long' });
});
it('names the second of two for the same orders', () => {
  expect(wrongIn([HOUSE, { ...HOUSE, warn_s: 10 }])).toEqual({ at: 1, rung: null, why: 'twice' });
});
it('starts a new one from the times for everything', () => {
  expect(newRule([{ ...HOUSE, warn_s: 20 }])).toMatchObject({ warn_s: 20, severity: 'critical', kind: null });
});
