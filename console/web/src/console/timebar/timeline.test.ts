import { describe, expect, it } from 'vitest';
import { momentAt, playWindow, shareOf, stretchAt, stretchesOf, ticksOf } from './timeline';

const minute = (m: number) => Date.parse('2026-03-01T02:00:00Z') + m * 60_000;
const iso = (m: number) => new Date(minute(m)).toISOString();
const hour = { startMs: minute(0), endMs: minute(60) };

it('maps moments to shares and back', () => {
  expect(shareOf(hour, minute(15))).toBe(0.25);
  expect(momentAt(hour, 0.25)).toBe(minute(15));
});

it('keeps a pointed moment inside the window', () => expect(momentAt(hour, 1.4)).toBe(minute(60)));

describe('stretchesOf', () => {
  it('cuts spans to the window and names what no span covers', () => {
    const spans = [
      { start: iso(-10), end: iso(30), state: 'recorded' as const, reason: null },
      { start: iso(30), end: iso(45), state: 'gap' as const, reason: 'camera offline' },
    ];
    expect(stretchesOf(hour, spans)).toEqual([
      { from: 0, to: 0.5, state: 'recorded', reason: null },
      { from: 0.5, to: 0.75, state: 'gap', reason: 'camera offline' },
      { from: 0.75, to: 1, state: 'unknown', reason: null },
    ]);
  });

  it('leaves out spans outside the window', () => {
    const spans = [{ start: iso(70), end: iso(80), state: 'gap' as const, reason: null }];
    expect(stretchesOf(hour, spans)).toEqual([{ from: 0, to: 1, state: 'unknown', reason: null }]);
  });

  it('never draws two spans over each other', () => {
    const spans = [
      { start: iso(0), end: iso(30), state: 'recorded' as const, reason: null },
      { start: iso(20), end: iso(60), state: 'gap' as const, reason: null },
    ];
    expect(stretchesOf(hour, spans).map((stretch) => stretch.from)).toEqual([0, 0.5]);
  });
});

it('finds the stretch under the pointer', () => {
  const stretches = stretchesOf(hour, [{ start: iso(0), end: iso(30), state: 'policy' as const, reason: 'no event' }]);
  expect(stretchAt(stretches, 0.49)?.state).toBe('policy');
  expect(stretchAt(stretches, 0.5)?.state).toBe('unknown');
  expect(stretchAt(stretches, 1)).toBeUndefined();
});

it('labels round moments and not too many', () => {
  const ticks = ticksOf({ startMs: minute(7), endMs: minute(67) }, 8);
  expect(ticks.map((tick) => new Date(tick.atMs).getUTCMinutes())).toEqual([10, 20, 30, 40, 50, 0]);
});

describe('playWindow', () => {
  it('starts just before the moment', () => {
    expect(playWindow(minute(0), minute(30))).toEqual({ startMs: minute(0) - 2000, endMs: minute(10) - 2000 });
  });
  it('never reaches into the future', () => expect(playWindow(minute(28), minute(30)).endMs).toBe(minute(30)));
  it('plays the last seconds when pointed at now', () => {
    expect(playWindow(minute(30), minute(30))).toEqual({ startMs: minute(30) - 5000, endMs: minute(30) });
  });
});
