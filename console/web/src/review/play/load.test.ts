import { expect, it } from 'vitest';
import { isWithin, stretchFor } from './load';

const NOW = 10_000_000;

it('loads a minute before and ten after, but nothing that is still to come', () => {
  expect(stretchFor(5_000_000, NOW)).toEqual({ startMs: 4_940_000, endMs: 5_600_000 });
  expect(stretchFor(9_999_000, NOW).endMs).toBe(NOW);
});

it.each([
  ['nothing loaded', null, 5_000_000, false],
  ['inside', { startMs: 4_900_000, endMs: 5_600_000 }, 5_000_000, true],
  ['before it', { startMs: 4_900_000, endMs: 5_600_000 }, 4_899_000, false],
  ['close to its end, and more was recorded', { startMs: 4_900_000, endMs: 5_600_000 }, 5_595_000, false],
  ['close to its end, and that is now', { startMs: 9_400_000, endMs: 9_990_000 }, 9_985_000, true],
])('%s', (_name, loaded, atMs, is) => expect(isWithin(loaded, atMs, NOW)).toBe(is));
