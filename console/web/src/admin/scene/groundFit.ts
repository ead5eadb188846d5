/**
 * How well picture and map agree: a homography by least squares over the pairs, with its error in metres. The room
 * computes its own on saving; this one answers while the pairs are being placed.
 */

import type { PicturePoint, Place, PlacePair } from '../shapes';

export interface GroundFit {
  /** Root mean square over the pairs, metres. */
  errorM: number;
  /** The error of each pair, metres. */
  errorsM: number[];
  /** The place that a picture point shows; null at or beyond the horizon. */
  placeOf: (point: PicturePoint) => Place | null;
}

const EARTH_RADIUS_M = 6_371_008.8; // mean radius, IUGG
const FEWEST = 4;

/** The fit, or null with fewer than four pairs or with points that lie on a line. */
export function fitGround(pairs: readonly PlacePair[]): GroundFit | null {
  const origin = pairs[0]?.place;
  if (!origin || pairs.length < FEWEST) return null;
  const shrink = Math.cos((origin.lat * Math.PI) / 180);
  const metres = (place: Place): [number, number] => [
    ((place.lon - origin.lon) * Math.PI * EARTH_RADIUS_M * shrink) / 180,
    ((place.lat - origin.lat) * Math.PI * EARTH_RADIUS_M) / 180,
  ];
  const plane = pairs.map((pair) => metres(pair.place));
  const scale = Math.max(1e-6, ...plane.flat().map(Math.abs)); // keeps the equations well conditioned
  // Measured from the middle of the points, where the ninth term can not be zero: it is at or below the horizon.
  const middle = middleOf(pairs.map((pair) => pair.picture));
  const shifted = ({ x, y }: PicturePoint) => ({ x: x - middle.x, y: y - middle.y });
  const h = solve(normalEquations(pairs.map((pair) => shifted(pair.picture)), plane.map(([e, n]) => [e / scale, n / scale])));
  if (!h) return null;
  const onPlane = (point: PicturePoint) => project(h, shifted(point), scale);
  const errorsM = pairs.map((pair, index) => {
    const found = onPlane(pair.picture);
    const [east, north] = plane[index] ?? [0, 0];
    return found ? Math.hypot(found[0] - east, found[1] - north) : Infinity;
  });
  return {
    errorsM,
    errorM: Math.sqrt(errorsM.reduce((sum, error) => sum + error ** 2, 0) / errorsM.length),
    placeOf: (point) => {
      const found = onPlane(point);
      const degrees = (metre: number) => ((metre / EARTH_RADIUS_M) * 180) / Math.PI;
      return found && { lat: origin.lat + degrees(found[1]), lon: origin.lon + degrees(found[0]) / shrink };
    },
  };
}

function middleOf(points: readonly PicturePoint[]): PicturePoint {
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { x: mean(points.map((point) => point.x)), y: mean(points.map((point) => point.y)) };
}

function project(h: readonly number[], { x, y }: PicturePoint, scale: number): [number, number] | null {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, k = 0] = h;
  const w = g * x + k * y + 1;
  if (w <= 1e-6) return null;
  return [((a * x + b * y + c) / w) * scale, ((d * x + e * y + f) / w) * scale];
}

/** AᵀA | Aᵀb of the direct linear transform with h₉ = 1. */
function normalEquations(picture: readonly PicturePoint[], plane: readonly number[][]): number[][] {
  const rows = picture.flatMap(({ x, y }, index) => {
    const [u = 0, v = 0] = plane[index] ?? [];
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
