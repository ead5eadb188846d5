import { describe, expect, it } from 'vitest';
import { shown, tallest, totals } from './counts';
import type { Trial } from './shapes';

const rule = (rule_id: string, draft: number | null, now: number | null) => ({
  rule_id, name: rule_id, kind: 'intrusion', is_enabled: true, draft, now,
});
const finding = (number: number, side: 'draft' | 'now', rule_id: string) => ({ number, side, rule_id });
const trial = {
  rules: [rule('a', 5, 12), rule('b', 2, null), rule('c', null, 1)],
  findings: [finding(1, 'draft', 'a'), finding(2, 'now', 'a'), finding(3, 'draft', 'b')],
  hours: [{ start: '', draft: 3, now: 9 }, { start: '', draft: 4, now: 4 }],
} as unknown as Trial;

describe('a trial in figures', () => {
  it('adds up both sides, rules of one side only included', () => {
    expect(totals(trial)).toEqual({ draft: 7, now: 13, hasNow: true });
  });
  it('shows what the draft would report, never what is reported now', () => {
    expect(shown(trial, null).map((one) => one.number)).toEqual([1, 3]);
    expect(shown(trial, 'b').map((one) => one.number)).toEqual([3]);
  });
  it('measures bars by the larger side', () => {
    expect(tallest(trial)).toBe(9);
    expect(tallest({ ...trial, hours: [] })).toBe(1);
  });
});
