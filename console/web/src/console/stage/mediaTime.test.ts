import { expect, it } from 'vitest';
import { mediaTimeOf, wallTimeOf } from './mediaTime';

const pieces = [
  { startS: 0, durationS: 4, atMs: 100_000 },
  { startS: 4, durationS: 4, atMs: 130_000 },
];

it('reads the wall clock inside a piece', () => expect(wallTimeOf(pieces, 5)).toBe(131_000));
it('jumps over a gap of the recording', () => expect(wallTimeOf(pieces, 3.9)).toBeCloseTo(103_900));
it('goes to the asked moment', () => expect(mediaTimeOf(pieces, 132_000)).toBe(6));
it('goes to what follows when asked for a gap', () => expect(mediaTimeOf(pieces, 110_000)).toBe(4));
it('stops at the end', () => expect(mediaTimeOf(pieces, 999_000)).toBe(8));
it('knows nothing of an empty recording', () => {
  expect(wallTimeOf([], 1)).toBeNull();
  expect(mediaTimeOf([], 1)).toBeNull();
});
