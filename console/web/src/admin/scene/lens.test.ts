import { describe, expect, it } from 'vitest';
import type { PlacePair } from '../shapes';
import { destination } from '../wedge';
import { fitGround } from './groundFit';
import { lensOf } from './lens';

const ORIGIN = { lat: 47.14, lon: 9.52 };
const ASPECT = 16 / 9;
const SPOTS = [[-4, 2], [5, 2.5], [-12, 9], [12, 9], [0, 6], [-3, 14], [7, 16], [-16, 18]] as const;

/** A camera 6 m up that looks north and 35° down through a lens. */
function seen(east: number, north: number, k1: number, offPx = 0): PlacePair {
  const tilt = (35 * Math.PI) / 180;
  const depth = north * Math.cos(tilt) + 6 * Math.sin(tilt);
  const down = 6 * Math.cos(tilt) - north * Math.sin(tilt);
  const [x, y] = lensOf(k1, ASPECT).bent([(0.55 * east) / depth + ASPECT / 2, (0.55 * down) / depth + 0.5]);
  const place = destination(destination(ORIGIN, 90, east), 0, north);
  return { picture: { x: x / ASPECT + offPx / 1920, y: y - offPx / 1080 }, place };
}

const pairs = (k1: number) => SPOTS.map(([east, north]) => seen(east, north, k1));

describe('the lens', () => {
  it.each([-0.1, -0.3])('is found from the pairs: %s', (k1) => {
    const fit = fitGround(pairs(k1), ASPECT);
    expect(fit?.lensK1).toBeCloseTo(k1, 2);
    expect(fit?.errorM).toBeLessThan(0.03);
    expect(fit?.leftOutM).toBeLessThan(fitGround(pairs(k1), ASPECT, 0)?.leftOutM ?? 0);
  });

  it('brings the map back to where the picture shows it', () => {
    const [fit, wanted] = [fitGround(pairs(-0.3), ASPECT), seen(8, 12, -0.3)];
    expect(fit?.pictureOf(wanted.place)?.x).toBeCloseTo(wanted.picture.x, 2);
    expect(fit?.placeOf(wanted.picture)?.lon).toBeCloseTo(wanted.place.lon, 6);
  });

  it('stays straight when only the clicks are off', () => {
    const off = SPOTS.map(([east, north], index) => seen(east, north, 0, index % 2 ? 3 : -3));
    expect(fitGround(off, ASPECT)?.lensK1).toBe(0);
  });

  it('is not told by five pairs', () => {
    expect(fitGround(pairs(-0.3).slice(0, 5), ASPECT)?.lensK1).toBe(0);
  });

  it('is as it was given', () => {
    expect(fitGround(pairs(-0.3), ASPECT, -0.3)?.errorM).toBeLessThan(0.03);
  });
});
