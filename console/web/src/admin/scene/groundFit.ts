/**
 * How well picture and map agree: a homography by least squares over the pairs, with its error in metres. The room
 * computes its own on saving; this one answers while the pairs are being placed.
 */

import type { PicturePoint, Place, PlacePair } from '../shapes';
import { type Flat, personTop, type Row } from './groundCamera';

export interface GroundFit {
  /** Root mean square over the pairs, metres. */
  errorM: number;
  /** The error of each pair, metres. */
  errorsM: number[];
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

/** The fit, or null with fewer than four pairs or with points that lie on a line. */
export function fitGround(pairs: readonly PlacePair[], aspect = USUAL_ASPECT): GroundFit | null {
  const origin = pairs[0]?.place;
  if (!origin || pairs.length < FEWEST) return null;
  const shrink = Math.cos((origin.lat * Math.PI) / 180);
  const metres = (place: Place): Flat => [
    ((place.lon - origin.lon) * Math.PI * EARTH_RADIUS_M * shrink) / 180,
    ((place.lat - origin.lat) * Math.PI * EARTH_RADIUS_M) / 180,
  ];
  const flat = ({ x, y }: PicturePoint): Flat => [x * aspect, y];
  const plane = pairs.map((pair) => metres(pair.place));
  const scale = Math.max(1e-6, ...plane.flat().map(Math.abs)); // keeps the equations well conditioned
  const points = pairs.map((pair) => flat(pair.picture));
  // Measured from the middle of the points, where the ninth term can not be zero: it is at or below the horizon.
  const middle = middleOf(points);
  const shifted = ([x, y]: Flat): Flat => [x - middle[0], y - middle[1]];
  const solved = solve(normalEquations(points.map(shifted), plane.map(([e, n]) => [e / scale, n / scale])));
  if (!solved) return null;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, k = 0] = solved;
  const toGround: Row[] = [[a * scale, b * scale, c * scale], [d * scale, e * scale, f * scale], [g, k, 1]];
  const toPicture = inverse(toGround);
  if (!toPicture) return null;
  const onPlane = (point: PicturePoint) => project(toGround, shifted(flat(point)));
  const inPicture = (found: Flat | null) => found && { x: (found[0] + middle[0]) / aspect, y: found[1] + middle[1] };
  const errorsM = pairs.map((pair, index) => {
    const found = onPlane(pair.picture);
    const [east, north] = plane[index] ?? [0, 0];
    return found ? Math.hypot(found[0] - east, found[1] - north) : Infinity;
  });
  const degrees = (metre: number) => ((metre / EARTH_RADIUS_M) * 180) / Math.PI;
  return {
    errorsM,
    errorM: Math.sqrt(errorsM.reduce((sum, error) => sum + error ** 2, 0) / errorsM.length),
    placeOf: (point) => {
      const found = onPlane(point);
      return found && { lat: origin.lat + degrees(found[1]), lon: origin.lon + degrees(found[0]) / shrink };
    },
    pictureOf: (place) => inPicture(project(toPicture, metres(place))),
    headOf: (foot, tallM) => {
      const stand = onPlane(foot);
      const centre: Flat = [aspect / 2 - middle[0], 0.5 - middle[1]];
      return stand && inPicture(personTop(toPicture, centre, stand, tallM));
    },
  };
}

function middleOf(points: readonly Flat[]): Flat {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [mean(points.map(([x]) => x)), mean(points.map(([, y]) => y))];
}

function project(rows: readonly Row[], [x, y]: Flat): Flat | null {
  const [u = 0, v = 0, w = 0] = rows.map(([a, b, c]) => a * x + b * y + c);
  return w <= 1e-6 ? null : [u / w, v / w];
}

/** The inverse of a matrix, with the sign that keeps what lies before the camera positive; null when it has none. */
function inverse([p, q, r]: Row[]): Row[] | null {
  if (!p || !q || !r) return null;
  const cross = (u: Row, v: Row): Row => [u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0]];
  const [i, j, k] = [cross(q, r), cross(r, p), cross(p, q)];
  const determinant = p[0] * i[0] + p[1] * i[1] + p[2] * i[2];
  if (Math.abs(determinant) < 1e-12) return null;
  return ([0, 1, 2] as const).map((row): Row => [i[row] / determinant, j[row] / determinant, k[row] / determinant]);
}

/** AᵀA | Aᵀb of the direct linear transform with h₉ = 1. */
function normalEquations(picture: readonly Flat[], plane: readonly Flat[]): number[][] {
  const rows = picture.flatMap(([x, y], index) => {
    const [u, v] = plane[index] ?? [0, 0];
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  return Array.from({ length: 8 }, (_row, i) =>
    Array.from({ length: 9 }, (_column, j) => rows.reduce((sum, row) => sum + (row[i] ?? 0) * (row[j] ?? 0), 0)),
  );
}

/** Gaussian elimination with pivoting of 8 equations; null when they do not decide. */
function solve(equations: number[][]): number[] | null {
  const m = equations.map((row) => [...row]);
  const size = m.length;
  const at = (row: number, column: number) => m[row]?.[column] ?? 0;
  for (let column = 0; column < size; column += 1) {
    const rest = Array.from({ length: size - column }, (_each, index) => column + index);
    const pivot = rest.reduce((best, row) => (Math.abs(at(row, column)) > Math.abs(at(best, column)) ? row : best), column);
    if (Math.abs(at(pivot, column)) < 1e-11) return null;
    [m[column], m[pivot]] = [m[pivot] ?? [], m[column] ?? []];
    for (let row = 0; row < size; row += 1) {
      if (row === column) continue;
      const factor = at(row, column) / at(column, column);
      m[row] = (m[row] ?? []).map((value, index) => value - factor * at(column, index));
    }
  }
  return m.map((row, index) => (row[size] ?? 0) / (row[index] ?? 1));
}
