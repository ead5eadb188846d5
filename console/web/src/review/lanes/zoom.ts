import { momentAt, shareOf, type Window } from '../../console/timebar/timeline';

const SHORTEST_MS = 20_000;
const LONGEST_MS = 31 * 24 * 3_600_000;

/** The window made longer (`factor` > 1) or shorter, so that what lies under `share` stays there. */
export function zoomed(window: Window, share: number, factor: number): Window {
  const lengthMs = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (window.endMs - window.startMs) * factor));
  const startMs = momentAt(window, share) - share * lengthMs;
  return { startMs, endMs: startMs + lengthMs };
}

/** The window moved by a share of its length. */
export function moved(window: Window, share: number): Window {
  const byMs = (window.endMs - window.startMs) * share;
  return { startMs: window.startMs + byMs, endMs: window.endMs + byMs };
}

/** The window, turned like a page when the moment has left it. */
export function holding(window: Window, atMs: number): Window {
  const share = shareOf(window, atMs);
  if (share >= 0 && share <= 1) return window;
  const lengthMs = window.endMs - window.startMs;
  const startMs = share > 1 ? atMs - lengthMs * 0.1 : atMs - lengthMs * 0.9;
  return share > 1 && share < 2 ? { startMs, endMs: startMs + lengthMs } : around(atMs, lengthMs);
}

/** A window of a length with the moment in its middle. */
export function around(atMs: number, lengthMs: number): Window {
  return { startMs: atMs - lengthMs / 2, endMs: atMs + lengthMs / 2 };
}

/** A range between two moments, whichever came first. */
export function between(oneMs: number, otherMs: number): Window {
  return { startMs: Math.min(oneMs, otherMs), endMs: Math.max(oneMs, otherMs) };
}
