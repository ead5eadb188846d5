import { expect, it } from 'vitest';
import { shareOf } from '../../console/timebar/timeline';
import { around, between, holding, moved, zoomed } from './zoom';

const HOUR = { startMs: 0, endMs: 3_600_000 };

it('keeps the moment under the pointer while zooming', () => {
  const near = zoomed(HOUR, 0.25, 0.5);
  expect(near.endMs - near.startMs).toBe(1_800_000);
  expect(shareOf(near, 900_000)).toBeCloseTo(0.25);
});

it('stops at twenty seconds and at a month', () => {
  const nearest = zoomed(HOUR, 0.5, 1e-9);
  const farthest = zoomed(HOUR, 0.5, 1e9);
  expect(nearest.endMs - nearest.startMs).toBe(20_000);
  expect(farthest.endMs - farthest.startMs).toBe(31 * 24 * 3_600_000);
});

it('moves by a share of its length', () => expect(moved(HOUR, -0.5)).toEqual({ startMs: -1_800_000, endMs: 1_800_000 }));

it('stays while the moment is in it, turns a page when it plays out of it, and goes to where one jumped', () => {
  expect(holding(HOUR, 1_000)).toBe(HOUR);
  expect(holding(HOUR, 3_700_000)).toEqual({ startMs: 3_340_000, endMs: 6_940_000 });
  expect(holding(HOUR, 90_000_000)).toEqual(around(90_000_000, 3_600_000));
});

it('orders a range that was drawn from right to left', () => expect(between(9, 3)).toEqual({ startMs: 3, endMs: 9 }));
