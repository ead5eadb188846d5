/** The camera behind a homography: square pixels and a centred lens leave its focal length as the only unknown. */

/** (x * aspect, y) of the picture, or metres east and north. */
export type Flat = readonly [number, number];
export type Row = [number, number, number];

/**
 * Where the head of somebody `tallM` tall is seen who stands at `stand` (metres). `toPicture`: metres to the picture;
 * `centre`: of the picture, in the same coordinates. Zhang 2000, section 3.1, as in `analytics.ground`.
 */
export function personTop(toPicture: readonly Row[], centre: Flat, stand: Flat, tallM: number): Flat | null {
  const [p, q, r] = toPicture;
  if (!p || !q || !r) return null;
  const centred = [p.map((each, i) => each - centre[0] * (r[i] ?? 0)), q.map((each, i) => each - centre[1] * (r[i] ?? 0)), [...r]];
  const at = (row: number, column: number) => centred[row]?.[column] ?? 0;
  const focal = focalOf(at);
  if (focal === null) return null;
  const column = (index: number): Row => [at(0, index) / focal, at(1, index) / focal, at(2, index)];
  const [x, y, z] = [column(0), column(1), column(2)];
  const size = Math.sqrt(Math.hypot(...x) * Math.hypot(...y));
  const cross: Row = [x[1] * y[2] - x[2] * y[1], x[2] * y[0] - x[0] * y[2], x[0] * y[1] - x[1] * y[0]];
  const turn = cross[1] > 0 ? -1 : 1; // up in the world is up in the picture, where y points down
  const head = ([0, 1, 2] as const).map((row) =>
    (x[row] * stand[0] + y[row] * stand[1] + z[row]) / size + (turn * cross[row] * tallM) / (size * size));
  const [u = 0, v = 0, depth = 0] = head;
  if (depth <= 1e-6) return null;
  return [centre[0] + (focal * u) / depth, centre[1] + (focal * v) / depth];
}

function focalOf(at: (row: number, column: number) => number): number | null {
  const [a, b, c, d, e, f] = [at(0, 0), at(0, 1), at(1, 0), at(1, 1), at(2, 0), at(2, 1)];
  const squares = Math.abs(e * f) > 1e-12 ? [-(a * b + c * d) / (e * f)] : [];
  if (Math.abs(e * e - f * f) > 1e-12) squares.push((b * b + d * d - a * a - c * c) / (e * e - f * f));
  const plausible = squares.filter((square) => square > 0.2 ** 2 && square < 20 ** 2);
  if (plausible.length === 0) return null;
  return Math.sqrt(plausible.reduce((sum, square) => sum + square, 0) / plausible.length);
}
