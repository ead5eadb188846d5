import { expect, it } from 'vitest';
import { closureFeatures, wayFeatures } from './drawing';
import type { Closure } from './shapes';

const at = (lat: number, lon: number) => ({ lat, lon });
const closure: Closure = {
  id: 'cls_1', shape: 'area', points: [at(0, 0), at(0, 1), at(1, 1)], closed_to: 'vehicles', reason: 'fair',
  drawn_at: '2026-03-01T02:00:00Z', drawn_by: 'Lin',
};

it('draws the straight line where no road leads', () => {
  const { features } = wayFeatures(at(0, 0), at(1, 1), null);
  expect(features.map((one) => one.properties)).toEqual([{ isRoad: false }]);
});

it('draws the road, and the steps to and from it apart', () => {
  const way = { line: [at(0.1, 0), at(0.9, 1)], travel_s: 60, length_m: 500 };
  const { features } = wayFeatures(at(0, 0), at(1, 1), way);
  expect(features.map((one) => one.properties?.['isRoad'])).toEqual([true, false, false]);
  expect(features[1]?.geometry).toEqual({ type: 'LineString', coordinates: [[0, 0], [0, 0.1]] });
});

it('closes the ring of a closed area', () => {
  const [drawn] = closureFeatures([closure], 'line', []).features;
  expect(drawn?.geometry).toEqual({ type: 'Polygon', coordinates: [[[0, 0], [1, 0], [1, 1], [0, 0]]] });
});

it('shows a drawing from its first point on', () => {
  expect(closureFeatures([], 'area', [at(0, 0)]).features).toHaveLength(1);
  const two = closureFeatures([], 'area', [at(0, 0), at(0, 1)]).features;
  expect(two.map((one) => one.geometry.type)).toEqual(['LineString', 'Point', 'Point']);
});
