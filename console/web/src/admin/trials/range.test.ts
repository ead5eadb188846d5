import { describe, expect, it } from 'vitest';
import { rangeOf, wrongOf } from './range';

const NOW = Date.parse('2026-03-02T10:30:00.400Z');
const at = (text: string) => Date.parse(text);

describe('the range of a choice', () => {
  it('is the last hour, to the whole second', () => {
    expect(rangeOf('hour', NOW, 'UTC')).toEqual({ startMs: at('2026-03-02T09:30:00Z'), endMs: at('2026-03-02T10:30:00Z') });
  });
  it('is yesterday from midnight to midnight by the clock of the room', () => {
    expect(rangeOf('yesterday', NOW, 'Asia/Shanghai')).toEqual({
      startMs: at('2026-02-28T16:00:00Z'), endMs: at('2026-03-01T16:00:00Z'),
    });
  });
  it('is a short day when the clock was put forward yesterday', () => {
    const range = rangeOf('yesterday', at('2026-03-30T08:00:00Z'), 'Europe/Berlin');
    expect(range.endMs - range.startMs).toBe(23 * 3_600_000);
  });
  it('is never longer than a day', () => {
    const range = rangeOf('yesterday', at('2026-10-26T08:00:00Z'), 'Europe/Berlin');
    expect(range.endMs - range.startMs).toBe(24 * 3_600_000);
  });
});

describe('what is wrong with a range', () => {
  const start = at('2026-03-01T08:00:00Z');
  it.each([
    [null, start, 'missing'],
    [start, start, 'order'],
    [start, NOW + 1000, 'future'],
    [start, start + 24 * 3_600_000 + 1000, 'long'],
    [start, start + 3_600_000, null],
  ] as const)('%s to %s: %s', (from, to, wrong) => {
    expect(wrongOf(from, to, NOW)).toBe(wrong);
  });
});
