import { expect, it } from 'vitest';
import { heatFeatures, newestMs } from './heat';

const CELL = { south: 1, west: 2, north: 3, east: 4, foot_at: null, car_at: '2026-03-01T08:00:00Z', camera_at: '2026-03-01T09:00:00Z' };

it('takes the newest look of any means, and its age in hours', () => {
  expect(newestMs(CELL)).toBe(Date.parse('2026-03-01T09:00:00Z'));
  const { features } = heatFeatures({ at: '2026-03-01T10:30:00Z', hours: 12, cells: [CELL] });
  expect(features[0]?.properties).toEqual({ hours: 1.5 });
  expect(features[0]?.geometry).toEqual({ type: 'Polygon', coordinates: [[[2, 1], [4, 1], [4, 3], [2, 3], [2, 1]]] });
});
