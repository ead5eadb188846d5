/** What is drawn of a scene, as it lies on the map. */

import type { Feature, FeatureCollection, Position } from 'geojson';
import type { PicturePoint, Place, Scene } from '../shapes';
import { tripwiresOf, zonesOf } from './draft';
import type { GroundFit } from './groundFit';

const EDGE_STEPS = 12;
const FARTHEST_M = 150;
const METRES_OF_DEGREE = 111_195;

/** Where corners lie: as they were drawn on the map, or as the calibration brings them there; null beyond the ground. */
export function placesOf(points: readonly PicturePoint[], places: readonly Place[], fit: GroundFit): Place[] | null {
  if (places.length > 0) return [...places];
  const found = points.map(fit.placeOf);
  return found.every((place) => place !== null) ? (found as Place[]) : null;
}

/** The ground that the picture shows, its far part cut off. */
export function groundView(fit: GroundFit): Place[] {
  const corners = [{ x: 0, y: 1 }, { x: 1, y: 1 }, { x: 1, y: 0 }, { x: 0, y: 0 }];
  const near = fit.placeOf({ x: 0.5, y: 1 });
  if (!near) return [];
  return corners.flatMap((from, index) => {
    const to = corners[(index + 1) % corners.length] ?? from;
    return Array.from({ length: EDGE_STEPS }, (_step, step) => {
      const share = step / EDGE_STEPS;
      return fit.placeOf({ x: from.x + (to.x - from.x) * share, y: from.y + (to.y - from.y) * share });
    });
  }).filter((place): place is Place => place !== null && metresApart(place, near) < FARTHEST_M);
}

/** The ground that is seen, as a shape. */
export function viewFeatures(view: readonly Place[]): FeatureCollection {
  const ring = view.map(({ lat, lon }): Position => [lon, lat]);
  const properties = { kind: 'view', isSelected: false };
  const features: Feature[] = ring.length < 3 ? []
    : [{ type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0] as Position]] } }];
  return { type: 'FeatureCollection', features };
}

/** Zones, tripwires, the ground that is seen and what is being drawn, with what each is. */
export function sceneFeatures(scene: Scene, fit: GroundFit, drawn: readonly Place[], selectedId: string | null): FeatureCollection {
  const features = viewFeatures(groundView(fit)).features;
  const add = (kind: string, places: readonly Place[] | null, isClosed: boolean, isSelected = false) => {
    if (!places || places.length < 2) return;
    const ring = places.map(({ lat, lon }): Position => [lon, lat]);
    const properties = { kind, isSelected };
    if (isClosed && ring.length > 2) {
      features.push({ type: 'Feature', properties, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0] as Position]] } });
    } else features.push({ type: 'Feature', properties, geometry: { type: 'LineString', coordinates: ring } });
  };
  for (const zone of zonesOf(scene)) add('zone', placesOf(zone.polygon, zone.places ?? [], fit), true, zone.id === selectedId);
  for (const line of tripwiresOf(scene)) {
    add('line', placesOf([line.start, line.end], line.places ?? [], fit), false, line.id === selectedId);
  }
  add('drawing', drawn, false);
  return { type: 'FeatureCollection', features };
}

/** What the picture shows of corners on the map, cut to its edges; null where the camera does not see them. */
export function inPicture(places: readonly Place[], fit: GroundFit): PicturePoint[] | null {
  const points = places.map(fit.pictureOf).filter((point) => point !== null);
  const isSeen = ({ x, y }: PicturePoint) => x >= 0 && x <= 1 && y >= 0 && y <= 1;
  if (points.length < places.length || !points.some(isSeen)) return null;
  const cut = (value: number) => Math.min(1, Math.max(0, value));
  return points.map(({ x, y }) => ({ x: cut(x), y: cut(y) }));
}

function metresApart(a: Place, b: Place): number {
  const east = (a.lon - b.lon) * Math.cos((a.lat * Math.PI) / 180);
  return Math.hypot(a.lat - b.lat, east) * METRES_OF_DEGREE;
}
