/** A lens that bends straight lines, and how the pairs tell of it; the same as in `analytics.lens`. */

import type { Flat } from './groundCamera';
import { type Homography, homographyOf } from './homography';

export interface Lens {
  /** Below 0: bulging; 0: straight. */
  k1: number;
  /** Where a lens without bend would show what is seen at the point (x * aspect, y). */
  straight: (point: Flat) => Flat;
  bent: (point: Flat) => Flat;
}

export interface Guess {
  lens: Lens;
  /** Root mean square error of pairs that the fit did not know, metres; null with too few of them. */
  leftOutM: number | null;
}

const FEWEST = 6;
const LEAST = -0.7;
const MOST = 0.3;
const STEPS = 20;
const FINER = 16;
const MOST_FOLDS = 24;
const EXACT = 1e-6;
const BEHIND = 1e6;

/** Of a straight lens's error on pairs left out, what a bent one may have: few pairs must speak clearly. */
const clearly = (pairs: number) => Math.min(0.8, 0.45 + 0.025 * (pairs - FEWEST));

export function lensOf(k1: number, aspect: number): Lens {
  const [left, top] = [aspect / 2, 0.5];
  const corner = left ** 2 + top ** 2;
  const scaled = ([x, y]: Flat, by: (square: number) => number): Flat => {
    const [across, down] = [x - left, y - top];
    const factor = k1 === 0 ? 1 : by((across ** 2 + down ** 2) / corner);
    return [across * factor + left, down * factor + top];
  };
  return {
    k1,
    straight: (point) => scaled(point, (square) => 1 / (1 + k1 * square)),
    bent: (point) => scaled(point, (square) => 2 / (1 + Math.sqrt(Math.max(0, 1 - 4 * k1 * square)))),
  };
}

/** The lens that brings the points onto the ground; a bent one only where it foretells unknown pairs clearly better. */
export function findLens(points: readonly Flat[], plane: readonly Flat[], aspect: number, known: number | null): Guess {
  const straight = lensOf(known ?? 0, aspect);
  const plain = points.length > 4 ? tried(straight, points, plane) : null;
  if (!plain || points.length < FEWEST || known !== null) return { lens: straight, leftOutM: plain && rms(plain.leftOutM) };
  const candidates = Array.from({ length: STEPS + 1 }, (_each, step) =>
    tried(lensOf(LEAST + ((MOST - LEAST) * step) / STEPS, aspect), points, plane));
  const ofFold = (fold: number) => least(candidates, (one) => one.learnt[fold] ?? BEHIND);
  const chosen = points.map((_point, index) => ofFold(index % plain.learnt.length));
  const missed = rms(chosen.map((one, index) => one?.missed[index] ?? BEHIND));
  const usual = rms(plain.missed);
  const best = least(candidates, (one) => one.whole);
  if (!best || usual < EXACT || !(missed < clearly(points.length) * usual)) {
    return { lens: straight, leftOutM: rms(plain.leftOutM) };
  }
  const leftOutM = rms(chosen.map((one, index) => one?.leftOutM[index] ?? BEHIND));
  return { lens: refined(best.lens, points, plane, aspect), leftOutM };
}

interface Trial {
  lens: Lens;
  /** Errors in heights of the picture: of the fit to all, of each fold's on what it knew, of each pair not known. */
  whole: number;
  learnt: number[];
  missed: number[];
  leftOutM: number[];
}

function tried(lens: Lens, points: readonly Flat[], plane: readonly Flat[]): Trial {
  const folds = Math.min(points.length, MOST_FOLDS);
  const missed: number[] = [];
  const leftOutM: number[] = [];
  const learnt = Array.from({ length: folds }, (_each, fold) => {
    const isKnown = (_point: Flat, index: number) => index % folds !== fold;
    const [seen, metres] = [points.filter(isKnown), plane.filter(isKnown)];
    const fit = homographyOf(seen.map(lens.straight), metres);
    points.forEach((point, index) => {
      if (index % folds !== fold) return;
      const place = plane[index] ?? [0, 0];
      const found = fit?.onPlane(lens.straight(point)) ?? null;
      missed[index] = miss(fit, lens, point, place);
      leftOutM[index] = found ? Math.hypot(found[0] - place[0], found[1] - place[1]) : BEHIND;
    });
    return rms(seen.map((point, index) => miss(fit, lens, point, metres[index] ?? [0, 0])));
  });
  return { lens, whole: whole(lens, points, plane), learnt, missed, leftOutM };
}

function whole(lens: Lens, points: readonly Flat[], plane: readonly Flat[]): number {
  const fit = homographyOf(points.map(lens.straight), plane);
  return rms(points.map((point, index) => miss(fit, lens, point, plane[index] ?? [0, 0])));
}

function miss(fit: Homography | null, lens: Lens, point: Flat, place: Flat): number {
  const found = fit?.inPicture(place);
  if (!found) return BEHIND;
  const [x, y] = lens.bent(found);
  return Math.hypot(x - point[0], y - point[1]);
}

function refined(from: Lens, points: readonly Flat[], plane: readonly Flat[], aspect: number): Lens {
  let best = { lens: from, whole: whole(from, points, plane) };
  let step = (MOST - LEAST) / STEPS;
  for (let turn = 0; turn < FINER; turn += 1) {
    step /= 2;
    const near = [best.lens.k1 - step, best.lens.k1 + step].map((k1) => {
      const lens = lensOf(Math.min(MOST, Math.max(LEAST, k1)), aspect);
      return { lens, whole: whole(lens, points, plane) };
    });
    best = least([best, ...near], (one) => one.whole) ?? best;
  }
  return best.lens;
}

function least<T>(items: readonly T[], cost: (item: T) => number): T | null {
  return items.reduce<T | null>((best, item) => (best === null || cost(item) < cost(best) ? item : best), null);
}

const rms = (values: readonly number[]) => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0) / values.length);
