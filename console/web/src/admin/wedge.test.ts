import { describe, expect, it } from 'vitest';
import { bearingDeg, distanceM } from '../unit/way';
import { destination, wedgeRing, wholeBearing } from './wedge';

const HERE = { lat: 47.14, lon: 9.52 };

describe('the wedge of a camera', () => {
  it.each([0, 45, 130, 270, 359])('reaches as far and as directed as asked, at %d°', (bearing) => {
    const there = destination(HERE, bearing, 80);
    expect(distanceM(HERE, there)).toBeCloseTo(80, 0);
    expect(bearingDeg(HERE, there)).toBeCloseTo(bearing, 0);
  });

  it('starts and ends at the camera', () => {
    const ring = wedgeRing({ position: HERE, bearingDeg: 90, viewAngleDeg: 70, rangeM: 60 });
    expect(ring[0]).toEqual([HERE.lon, HERE.lat]);
    expect(ring.at(-1)).toEqual(ring[0]);
  });

  it('is a closed circle without a corner when the camera sees all round', () => {
    const ring = wedgeRing({ position: HERE, bearingDeg: 0, viewAngleDeg: 360, rangeM: 60 });
    expect(ring).not.toContainEqual([HERE.lon, HERE.lat]);
    expect(ring[0]?.[0]).toBeCloseTo(ring.at(-1)?.[0] ?? 0, 9);
  });

  it.each([[-1, 359], [359.6, 0], [720, 0], [12.4, 12]])('turns %d into %d', (given, whole) => {
    expect(wholeBearing(given)).toBe(whole);
  });
});
