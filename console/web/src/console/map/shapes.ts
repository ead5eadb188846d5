import type { Feature, FeatureCollection, Polygon, Position } from 'geojson';
import type { Camera, Place } from '../../api/shapes';

const EARTH_M = 6_371_008.8;
const RADIANS = Math.PI / 180;
const ARC_STEP_DEG = 6;

export const NOTHING: FeatureCollection = { type: 'FeatureCollection', features: [] };

/** The place `distanceM` away in direction `bearingDeg`, on a small flat piece of ground. */
export function ahead(from: Place, bearingDeg: number, distanceM: number): Position {
  const north = Math.cos(bearingDeg * RADIANS) * distanceM;
  const east = Math.sin(bearingDeg * RADIANS) * distanceM;
  const lat = from.lat + north / EARTH_M / RADIANS;
  return [from.lon + east / (EARTH_M * Math.cos(from.lat * RADIANS)) / RADIANS, lat];
}

/** The ground a camera sees: from its calibration, else a wedge in its direction, else null. */
export function viewOf(camera: Camera): Polygon | null {
  if (camera.ground_view.length >= 3) {
    const ring = camera.ground_view.map((place): Position => [place.lon, place.lat]);
    return { type: 'Polygon', coordinates: [[...ring, ring[0] as Position]] };
  }
  if (!camera.position || camera.bearing_deg === null) return null;
  const { position, bearing_deg: bearing, view_angle_deg: angle, range_m: range } = camera;
  const steps = Math.max(2, Math.ceil(angle / ARC_STEP_DEG));
  const arc = Array.from({ length: steps + 1 }, (_, i) => ahead(position, bearing - angle / 2 + (angle * i) / steps, range));
  const origin: Position = [position.lon, position.lat];
  return { type: 'Polygon', coordinates: [[origin, ...arc, origin]] };
}

/** A circle on the ground. */
export function circle(centre: Place, radiusM: number): Polygon {
  const ring = Array.from({ length: 33 }, (_, i) => ahead(centre, (i * 360) / 32, radiusM));
  return { type: 'Polygon', coordinates: [ring] };
}

export function point(place: Place, properties: Feature['properties']): Feature {
  return { type: 'Feature', properties, geometry: { type: 'Point', coordinates: [place.lon, place.lat] } };
}

export function collection(features: Feature[]): FeatureCollection {
  return { type: 'FeatureCollection', features };
}

/** West, south, east, north around places; null for none. */
export function boundsOf(places: readonly Place[]): [number, number, number, number] | null {
  if (places.length === 0) return null;
  const lons = places.map((place) => place.lon);
  const lats = places.map((place) => place.lat);
  return [Math.min(...lons), Math.min(...lats), Math.max(...lons), Math.max(...lats)];
}

/** A grid of lines around a place: the ground of a house without a map. */
export function grid(centre: Place, stepM: number, lines: number): FeatureCollection {
  const features: Feature[] = [];
  const reach = stepM * lines;
  const along = (coordinates: Position[]): Feature => ({
    type: 'Feature', properties: { class: 'grid' }, geometry: { type: 'LineString', coordinates },
  });
  const at = (eastM: number, northM: number): Position => {
    const [lon = 0] = ahead(centre, 90, eastM);
    const [, lat = 0] = ahead(centre, 0, northM);
    return [lon, lat];
  };
  for (let i = -lines; i <= lines; i += 1) {
    features.push(along([at(i * stepM, -reach), at(i * stepM, reach)]), along([at(-reach, i * stepM), at(reach, i * stepM)]));
  }
  return collection(features);
}
