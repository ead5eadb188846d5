import { describe, expect, it } from 'vitest';
import type { PlacePair } from '../shapes';
import { destination } from '../wedge';
import { fitGround } from './groundFit';

const ORIGIN = { lat: 47.14, lon: 9.52 };

function pair(x: number, y: number, east: number, north: number): PlacePair {
  return { picture: { x, y }, place: destination(destination(ORIGIN, 90, east), 0, north) };
}

/** A camera that looks north over flat ground: the farther, the higher and the narrower in the picture. */
function seen(east: number, north: number): PlacePair {
  return pair(0.5 + (0.8 * east) / (north + 10), 0.2 + 8 / (north + 10), east, north);
}

const FOUR = [seen(-4, 2), seen(5, 3), seen(9, 25), seen(-8, 30)];

describe('the fit of picture and map', () => {
  it('is exact for pairs of one flat ground', () => {
    expect(fitGround([...FOUR, seen(1, 12)])?.errorM).toBeLessThan(0.02);
  });

  it('finds the place of a point that was not paired', () => {
    const wanted = seen(2, 15);
    const found = fitGround(FOUR)?.placeOf(wanted.picture);
    expect(found?.lat).toBeCloseTo(wanted.place.lat, 6);
    expect(found?.lon).toBeCloseTo(wanted.place.lon, 6);
  });

  it('names the pair that is off', () => {
    const good = [...FOUR, seen(1, 12), seen(-3, 18), seen(6, 20)];
    const off = { ...seen(0, 8), place: destination(seen(0, 8).place, 90, 6) };
    const errors = fitGround([...good, off])?.errorsM ?? [];
    expect(errors.indexOf(Math.max(...errors))).toBe(good.length);
  });

  it('is none with three pairs', () => {
    expect(fitGround(FOUR.slice(0, 3))).toBeNull();
  });

  it('is none when all points lie on one line', () => {
    const line = [0.1, 0.3, 0.5, 0.9].map((x) => pair(x, 0.5, x * 10, 10));
    expect(fitGround(line)).toBeNull();
  });

  it('sees no place above the horizon', () => {
    expect(fitGround(FOUR)?.placeOf({ x: 0.5, y: 0.1 })).toBeNull();
  });
});
