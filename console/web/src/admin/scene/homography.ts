/** The homography from points of the picture to metres on the ground, by least squares. */

import type { Flat, Row } from './groundCamera';

export interface Homography {
  /** Points of the picture are measured from here: at or below the horizon, where the ninth term can not be zero. */
  middle: Flat;
  toPicture: Row[];
  /** Metres; null at or beyond the horizon. */
  onPlane: (point: Flat) => Flat | null;
  /** The point of the picture; null behind the camera. */
  inPicture: (metres: Flat) => Flat | null;
}

/** The fit of points of the picture and metres; null where they do not decide. */
export function homographyOf(points: readonly Flat[], plane: readonly Flat[]): Homography | null {
  const scale = Math.max(1e-6, ...plane.flat().map(Math.abs)); // keeps the equations well conditioned
  const middle = middleOf(points);
  const shifted = ([x, y]: Flat): Flat => [x - middle[0], y - middle[1]];
  const solved = solve(normalEquations(points.map(shifted), plane.map(([e, n]) => [e / scale, n / scale])));
  if (!solved) return null;
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, k = 0] = solved;
  const toGround: Row[] = [[a * scale, b * scale, c * scale], [d * scale, e * scale, f * scale], [g, k, 1]];
  const toPicture = inverse(toGround);
  if (!toPicture) return null;
  return {
    middle,
    toPicture,
    onPlane: (point) => project(toGround, shifted(point)),
    inPicture: (metres) => {
      const found = project(toPicture, metres);
      return found && [found[0] + middle[0], found[1] + middle[1]];
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
