import { describe, expect, it } from 'vitest';
import { clockOffsetMs, clockText, dueClock, reachedMs, sinceS } from './clock';
import { T0, at, order } from './fixtures';

describe('the clock of the next act', () => {
  it.each([
    ['calm at first', 5, 25, 'calm'],
    ['soon when most of the time is used', 20, 10, 'soon'],
    ['still soon at the moment itself', 30, 0, 'soon'],
    ['late after it', 42, -12, 'late'],
  ] as const)('is %s', (_name, second, leftS, mood) => {
    expect(dueClock(order(), 'sign', T0 + second * 1000)).toMatchObject({ leftS, mood });
  });

  it('fills from the last step that was reached', () => {
    const signed = order({
      steps: [
        { state: 'sent', at: at(0), due_at: null },
        { state: 'signed', at: at(50), due_at: at(30) },
        { state: 'en_route', at: null, due_at: at(150) },
      ],
    });
    expect(dueClock(signed, 'depart', T0 + 100_000)?.used).toBeCloseTo(0.5);
  });

  it('is none when no time is set or the step is reached', () => {
    expect(dueClock(order(), 'handle', T0)).toBeNull();
    const signed = order({ steps: [{ state: 'signed', at: at(3), due_at: at(30) }] });
    expect(dueClock(signed, 'sign', T0 + 4000)).toBeNull();
  });

  it('knows when a state was reached', () => {
    expect(reachedMs(order(), 'sent')).toBe(T0);
    expect(reachedMs(order(), 'signed')).toBeNull();
  });
});

describe('clock text', () => {
  it.each([
    [0, '0:00'],
    [7, '0:07'],
    [-12, '0:12'],
    [760, '12:40'],
    [3725, '1:02:05'],
  ])('of %d s is %s', (seconds, text) => {
    expect(clockText(seconds)).toBe(text);
  });

  it("never counts below zero when the phone's clock is behind", () => {
    expect(sinceS(at(10), T0)).toBe(0);
    expect(sinceS(at(0), T0 + 65_900)).toBe(65);
  });
});

describe("the phone's clock against the room's", () => {
  const header = new Date(T0).toUTCString();

  it('is taken as right within the rounding of the header', () => {
    expect(clockOffsetMs(header, T0 - 100, T0 + 900)).toBe(0);
  });

  it('is corrected when it is minutes wrong', () => {
    expect(clockOffsetMs(header, T0 - 300_000, T0 - 300_000)).toBe(300_500);
  });

  it('is left alone without a header', () => {
    expect(clockOffsetMs(null, T0, T0)).toBe(0);
    expect(clockOffsetMs('not a date', T0, T0)).toBe(0);
  });
});
