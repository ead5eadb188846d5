import { describe, expect, it } from 'vitest';
import { isDue } from './pace';

const HERE = { lat: 47.14, lon: 9.52 };
const LAST = { place: HERE, atMs: 0 };

function fix(change: object) {
  return { ...HERE, at: '2026-01-05T22:00:00Z', accuracy_m: 8, speed_mps: null, ...change };
}

describe('a position', () => {
  it('goes out at once when it is the first', () => {
    expect(isDue(null, fix({}), 0)).toBe(true);
  });

  it.each([
    ['standing, 10 s after the last', { speed_mps: 0 }, 10_000, false],
    ['standing, 15 s after the last', { speed_mps: 0 }, 15_000, true],
    ['driving, 2 s after the last', { speed_mps: 9 }, 2_000, false],
    ['driving, 3 s after the last', { speed_mps: 9 }, 3_000, true],
    ['of unknown speed and 40 m away, after 3 s', { lat: 47.14036 }, 3_000, true],
    ['of unknown speed and within the blur, after 3 s', { lat: 47.14005 }, 3_000, false],
  ])('%s: due is right', (_name, change, nowMs, due) => {
    expect(isDue(LAST, fix(change), nowMs)).toBe(due);
  });
});

describe('the pace in a panic', () => {
  const last = { place: { lat: 47, lon: 9 }, atMs: 0 };
  const moving = { lat: 47, lon: 9, at: '2026-01-05T22:00:00Z', speed_mps: 2 };

  it('is every second on the move and every three standing', () => {
    expect([isDue(last, moving, 900, true), isDue(last, moving, 1000, true)]).toEqual([false, true]);
    const standing = { ...moving, speed_mps: 0 };
    expect([isDue(last, standing, 2900, true), isDue(last, standing, 3000, true)]).toEqual([false, true]);
  });
});
