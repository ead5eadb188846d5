/**
 * How a lens bends the picture: one radial coefficient of the division model (Fitzgibbon 2001), as the room's own
 * `analytics.ground` has it. Points are (x * aspect, y); radii in halves of the picture's diagonal. Negative: a barrel.
 */

import type { PicturePoint, PlacePair } from '../shapes';
import { fitGround } from './groundFit';

export interface Lens {
  aspect: number;
  k1: number;
}

export type Flat = readonly [number, number];

export const K1_MOST = 0.5;
export const PAIRS_FOR_LENS = 6;
const STEPS = 41;
const ROUNDS = 3;

/** A point of the picture as a lens without bend would show it. */
export function straight({ x, y }: PicturePoint, { aspect, k1 }: Lens): Flat {
  const [dx, dy] = [x * aspect - aspect / 2, y - 0.5];
  const grow = 1 / (1 + (k1 * (dx * dx + dy * dy)) / halfSquared(aspect));
  return [aspect / 2 + dx * grow, 0.5 + dy * grow];
}

/** The inverse of `straight`; null where the lens shows nothing. */
export function bent([x, y]: Flat, { aspect, k1 }: Lens): PicturePoint | null {
  const [dx, dy] = [x - aspect / 2, y - 0.5];
  const root = 1 - (4 * k1 * (dx * dx + dy * dy)) / halfSquared(aspect);
  if (root < 0) return null;
  const shrink = 2 / (1 + Math.sqrt(root));
  return { x: (aspect / 2 + dx * shrink) / aspect, y: 0.5 + dy * shrink };
}

/** The bend with which the pairs agree best; null with fewer than six pairs. */
export function lensOfPairs(pairs: readonly PlacePair[], aspect: number): number | null {
  if (pairs.length < PAIRS_FOR_LENS) return null;
  return least((k1) => fitGround(pairs, { aspect, k1 })?.errorM ?? Infinity);
}

/** The bend under which points along a straight edge lie on one line; null with fewer than three. */
export function lensOfLine(points: readonly PicturePoint[], aspect: number): number | null {
  if (points.length < 3) return null;
  return least((k1) => offLine(points.map((point) => straight(point, { aspect, k1 }))));
}

/** Mean square distance of points from the best line through them, for the length they span. */
function offLine(points: readonly Flat[]): number {
  const mean = (axis: 0 | 1) => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  const sum = (of: (dx: number, dy: number) => number) => points.reduce((all, [x, y]) => all + of(x - mx, y - my), 0);
  const [xx, xy, yy] = [sum((dx) => dx * dx), sum((dx, dy) => dx * dy), sum((_dx, dy) => dy * dy)];
  const spread = Math.hypot(xx - yy, 2 * xy);
  return (xx + yy - spread) / (xx + yy + spread || 1);
}

function least(badness: (k1: number) => number): number {
  let [from, to, best] = [-K1_MOST, K1_MOST, 0];
  for (let round = 0; round < ROUNDS; round += 1) {
    const step = (to - from) / (STEPS - 1);
    const tries = Array.from({ length: STEPS }, (_each, index) => from + index * step);
    const figures = tries.map(badness);
    best = tries[figures.indexOf(Math.min(...figures))] ?? 0;
    [from, to] = [Math.max(-K1_MOST, best - step), Math.min(K1_MOST, best + step)];
  }
  return Math.round(best * 1000) / 1000;
}

function halfSquared(aspect: number): number {
  return (aspect * aspect + 1) / 4;
}
