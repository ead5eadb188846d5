/** How far and in which direction: the straight way from here to there. */

import type { Place } from './shapes';

const EARTH_RADIUS_M = 6_371_008.8; // mean radius, IUGG

/** Eight names of directions; the page's language says them. */
export const POINTS = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'] as const;
export type CompassPoint = (typeof POINTS)[number];

/** Great-circle metres, by the haversine formula. */
export function distanceM(a: Place, b: Place): number {
  const half =
    Math.sin(radians(b.lat - a.lat) / 2) ** 2 +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2;
  return 2 * EARTH_RADIUS_M * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** The initial course from `a` to `b`, clockwise from north, in [0, 360). */
export function bearingDeg(a: Place, b: Place): number {
  const turn = radians(b.lon - a.lon);
  const east = Math.sin(turn) * Math.cos(radians(b.lat));
  const north =
    Math.cos(radians(a.lat)) * Math.sin(radians(b.lat)) -
    Math.sin(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.cos(turn);
  return ((Math.atan2(east, north) * 180) / Math.PI + 360) % 360;
}

export function compassPoint(bearing: number): CompassPoint {
  return POINTS[Math.round(bearing / 45) % 8] ?? 'n';
}

/** A distance as people say it: whole metres to 100, tens to 1000, then kilometres. */
export function distanceText(metres: number): string {
  if (metres < 100) return `${Math.round(metres)} m`;
  const tens = Math.round(metres / 10) * 10;
  if (tens < 1000) return `${tens} m`;
  return metres < 9_950 ? `${(metres / 1000).toFixed(1)} km` : `${Math.round(metres / 1000)} km`;
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}
