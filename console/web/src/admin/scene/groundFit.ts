/**
 * How well picture and map agree: a homography by least squares over the pairs, with its error in metres. The room
 * computes its own on saving; this one answers while the pairs are being placed.
 */

import type { PicturePoint, Place, PlacePair } from '../shapes';
import { type Flat, personTop } from './groundCamera';
import { homographyOf } from './homography';
import { findLens } from './lens';

export interface GroundFit {
  /** Root mean square over the pairs, metres. */
  errorM: number;
  /** The error of each pair, metres. */
  errorsM: number[];
  /** The same over pairs that the fit did not know, each left out once; null with four pairs. */
  leftOutM: number | null;
  /** How the lens bends straight lines, below 0: bulging; 0: not at all. */
  lensK1: number;
  /** The place that a picture point shows; null at or beyond the horizon. */
  placeOf: (point: PicturePoint) => Place | null;
  /** Where the picture shows a place, also outside its edges; null behind the camera. */
  pictureOf: (place: Place) => PicturePoint | null;
  /** Where the picture shows the head of somebody so tall who stands at `foot`; null where that cannot be told. */
  headOf: (foot: PicturePoint, tallM: number) => PicturePoint | null;
}

const EARTH_RADIUS_M = 6_371_008.8; // mean radius, IUGG
const FEWEST = 4;
const USUAL_ASPECT = 16 / 9;

/** The fit, or null with fewer than four pairs or with points that lie on a line. `lensK1`: the lens where it is known. */
export function fitGround(pairs: readonly PlacePair[], aspect = USUAL_ASPECT, lensK1: number | null = null): GroundFit | null {
  const origin = pairs[0]?.place;
  if (!origin || pairs.length < FEWEST) return null;
  const shrink = Math.cos((origin.lat * Math.PI) / 180);
  const metres = (place: Place): Flat => [
    ((place.lon - origin.lon) * Math.PI * EARTH_RADIUS_M * shrink) / 180,
    ((place.lat - origin.lat) * Math.PI * EARTH_RADIUS_M) / 180,
  ];
  const flat = ({ x, y }: PicturePoint): Flat => [x * aspect, y];
  const plane = pairs.map((pair) => metres(pair.place));
  const { lens, leftOutM } = findLens(pairs.map((pair) => flat(pair.picture)), plane, aspect, lensK1);
  const straight = (point: PicturePoint) => lens.straight(flat(point));
  const found = homographyOf(pairs.map((pair) => straight(pair.picture)), plane);
  if (!found) return null;
  const onPlane = (point: PicturePoint) => found.onPlane(straight(point));
  const shown = (point: Flat | null) => {
    const bent = point && lens.bent(point);
    return bent && { x: bent[0] / aspect, y: bent[1] };
  };
  const errorsM = pairs.map((pair, index) => {
    const place = onPlane(pair.picture);
    const [east, north] = plane[index] ?? [0, 0];
    return place ? Math.hypot(place[0] - east, place[1] - north) : Infinity;
  });
  const degrees = (metre: number) => ((metre / EARTH_RADIUS_M) * 180) / Math.PI;
  return {
    errorsM,
    leftOutM,
    lensK1: lens.k1,
    errorM: Math.sqrt(errorsM.reduce((sum, error) => sum + error ** 2, 0) / errorsM.length),
    placeOf: (point) => {
      const place = onPlane(point);
      return place && { lat: origin.lat + degrees(place[1]), lon: origin.lon + degrees(place[0]) / shrink };
    },
    pictureOf: (place) => shown(found.inPicture(metres(place))),
    headOf: (foot, tallM) => {
      const stand = onPlane(foot);
      const centre: Flat = [aspect / 2 - found.middle[0], 0.5 - found.middle[1]];
      const head = stand && personTop(found.toPicture, centre, stand, tallM);
      return shown(head && [head[0] + found.middle[0], head[1] + found.middle[1]]);
    },
  };
}
