import { expect, it } from 'vitest';
import { beside, nearest } from './frames';

const FRAMES = [1_000, 1_067, 1_133, 1_200];

it('steps to the next frame and back to the same one', () => {
  const next = beside(FRAMES, 1_010, 1);
  expect(next).toBe(1_087);
  expect(beside(FRAMES, next ?? 0, -1)).toBe(1_020);
});

it('walks through every frame once', () => {
  const seen: number[] = [];
  for (let at: number | null = 1_000; at !== null; at = beside(FRAMES, at, 1)) {
    seen.push(FRAMES.findLast((frame) => frame <= (at ?? 0)) ?? 0);
  }
  expect(seen).toEqual(FRAMES);
});

it('stops at the ends', () => {
  expect(beside(FRAMES, 1_000, -1)).toBeNull();
  expect(beside([], 1_000, 1)).toBeNull();
});

it('finds the closest of several cameras', () => {
  expect(nearest([1_000, 4_000, 2_500], 2_000)).toBe(2_500);
  expect(nearest([], 2_000)).toBeNull();
});
