/** A frame's time on the wall clock is rounded to the millisecond. */
const SAME_MS = 2;

/** The frame after or before the one on screen at `atMs`, in the middle of the time it is shown; null beyond the ends. */
export function beside(frames: readonly number[], atMs: number, by: 1 | -1): number | null {
  const shown = frames.findLastIndex((frame) => frame <= atMs + SAME_MS);
  const place = shown + by;
  const next = frames[place];
  if (next === undefined) return null;
  const after = frames[place + 1];
  return after === undefined ? next + SAME_MS : Math.floor((next + Math.min(after, next + 40)) / 2);
}

/** The time closest to `atMs`; null of none. */
export function nearest(times: readonly number[], atMs: number): number | null {
  return times.reduce<number | null>((held, time) => (held === null || Math.abs(time - atMs) < Math.abs(held - atMs) ? time : held), null);
}
