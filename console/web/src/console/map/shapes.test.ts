import { expect, it } from 'vitest';
import { sampleCamera } from '../../test/samples';
import { ahead, boundsOf, circle, viewOf } from './shapes';

const here = { lat: 0, lon: 100 };

it('goes one degree of latitude north in 111 km', () => {
  const [lon, lat] = ahead(here, 0, 111_195);
  expect(lat).toBeCloseTo(1, 3);
  expect(lon).toBeCloseTo(100, 6);
});

it('opens a wedge around the bearing of the camera', () => {
  const view = viewOf(sampleCamera({ position: here, bearing_deg: 90, view_angle_deg: 60, range_m: 100 }));
  const ring = view?.coordinates[0] ?? [];
  expect(ring[0]).toEqual([100, 0]);
  expect(ring.at(-1)).toEqual(ring[0]);
  expect(ring.slice(1, -1).every(([lon = 0]) => lon > 100)).toBe(true);
});

it('prefers the calibrated ground view', () => {
  const view = viewOf(sampleCamera({ ground_view: [here, { lat: 1, lon: 100 }, { lat: 1, lon: 101 }] }));
  expect(view?.coordinates[0]).toEqual([[100, 0], [100, 1], [101, 1], [100, 0]]);
});

it('draws no wedge without a place or a direction', () => {
  expect(viewOf(sampleCamera({ position: null }))).toBeNull();
  expect(viewOf(sampleCamera({ bearing_deg: null }))).toBeNull();
});

it('closes a circle', () => {
  const [ring = []] = circle(here, 50).coordinates;
  expect(ring[0]?.[0]).toBeCloseTo(ring.at(-1)?.[0] ?? 0, 9);
});

it('has no bounds without places', () => expect(boundsOf([])).toBeNull());
