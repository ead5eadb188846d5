/** The wedge that a camera sees on the map: pure geometry on the small plane around it. */

import type { Place } from './shapes';

const EARTH_RADIUS_M = 6_371_008.8; // mean radius, IUGG
const STEPS = 16;

/** The place `distanceM` from `start` on the course `bearing` degrees; equirectangular, good within some 20 km. */
export function destination(start: Place, bearing: number, distanceM: number): Place {
  const angle = (bearing * Math.PI) / 180;
  const shrink = Math.cos((start.lat * Math.PI) / 180);
  const degrees = (metres: number) => ((metres / EARTH_RADIUS_M) * 180) / Math.PI;
  return {
    lat: start.lat + degrees(distanceM * Math.cos(angle)),
    lon: start.lon + degrees(distanceM * Math.sin(angle)) / shrink,
  };
}

export interface View {
  position: Place;
  bearingDeg: number;
  viewAngleDeg: number;
  rangeM: number;
}

/** The outline as [lon, lat], closed; a full turn is a circle without the corner at the camera. */
export function wedgeRing({ position, bearingDeg, viewAngleDeg, rangeM }: View): [number, number][] {
  const from = bearingDeg - viewAngleDeg / 2;
  const arc = Array.from({ length: STEPS + 1 }, (_each, index) => {
    const place = destination(position, from + (viewAngleDeg * index) / STEPS, rangeM);
    return [place.lon, place.lat] as [number, number];
  });
  if (viewAngleDeg >= 360) return arc;
  const corner: [number, number] = [position.lon, position.lat];
  return [corner, ...arc, corner];
}

/** A bearing as whole degrees in [0, 360). */
export function wholeBearing(bearing: number): number {
  return ((Math.round(bearing) % 360) + 360) % 360;
}
