import type { Feature, FeatureCollection, Position } from 'geojson';
import type { Place } from '../../../api/shapes';
import { collection, point } from '../shapes';
import type { Closure, ClosureDraft, Way } from './shapes';

export type ClosureShape = ClosureDraft['shape'];

const position = ({ lat, lon }: Place): Position => [lon, lat];

/** How many points a closure needs before it can be saved. */
export const LEAST_POINTS: Record<ClosureShape, number> = { line: 2, area: 3 };

/** A way on the roads: with the short steps from the unit to the road and from the road to the place. */
export function wayFeatures(from: Place, to: Place, way: Way | null): FeatureCollection {
  const line = (places: readonly Place[], isRoad: boolean): Feature => ({
    type: 'Feature', properties: { isRoad }, geometry: { type: 'LineString', coordinates: places.map(position) },
  });
  const first = way?.line[0];
  const last = way?.line.at(-1);
  if (!way || !first || !last) return collection([line([from, to], false)]);
  return collection([line(way.line, true), line([from, first], false), line([last, to], false)]);
}

function shapeOf(shape: ClosureShape, points: readonly Place[]): Feature['geometry'] {
  const places = points.map(position);
  const [first] = places;
  if (shape === 'line' || places.length < 3 || !first) return { type: 'LineString', coordinates: places };
  return { type: 'Polygon', coordinates: [[...places, first]] };
}

/** Closures in force, and the one that is being drawn with its corners. */
export function closureFeatures(closures: readonly Closure[], shape: ClosureShape, drawn: readonly Place[]): FeatureCollection {
  const features: Feature[] = closures.map((closure) => ({
    type: 'Feature', properties: { id: closure.id, label: closure.reason, isDraft: false },
    geometry: shapeOf(closure.shape, closure.points),
  }));
  if (drawn.length > 1) {
    features.push({ type: 'Feature', properties: { label: '', isDraft: true }, geometry: shapeOf(shape, drawn) });
  }
  return collection([...features, ...drawn.map((place) => point(place, { isDraft: true }))]);
}
