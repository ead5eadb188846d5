import { expect, it } from 'vitest';
import { sampleFix, sampleUnit } from '../../test/samples';
import { isStale, UnitMotion } from './motion';

const at = (lat: number) => sampleUnit({ fix: sampleFix({ position: { lat, lon: 0 } }) });

it('stands at once where a unit is first seen', () => {
  const motion = new UnitMotion();
  motion.update([at(1)], 0);
  expect(motion.place(at(1), 0)).toEqual({ lat: 1, lon: 0 });
  expect(motion.isMoving(10)).toBe(false);
});

it('glides to a new fix within a second', () => {
  const motion = new UnitMotion();
  motion.update([at(1)], 0);
  motion.update([at(2)], 5000);
  expect(motion.place(at(2), 5500)?.lat).toBeCloseTo(1.5);
  expect(motion.isMoving(5500)).toBe(true);
  expect(motion.place(at(2), 7000)?.lat).toBe(2);
  expect(motion.isMoving(7000)).toBe(false);
});

it('goes on from where it is drawn when a fix comes mid-way', () => {
  const motion = new UnitMotion();
  motion.update([at(1)], 0);
  motion.update([at(2)], 1000);
  motion.update([at(3)], 1500);
  expect(motion.place(at(3), 1500)?.lat).toBeCloseTo(1.5);
});

it('calls a position stale after two minutes', () => {
  const fix = sampleFix({ at: '2026-03-01T02:00:00Z' });
  expect(isStale(fix, Date.parse('2026-03-01T02:01:59Z'))).toBe(false);
  expect(isStale(fix, Date.parse('2026-03-01T02:02:01Z'))).toBe(true);
});
