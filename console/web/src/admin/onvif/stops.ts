/** Editing a tour's stops. */
import type { Preset, TourStop } from './shapes';

export const FIRST_DWELL_S = 10;

/** The stops with the one at `index` moved by one place; at the ends nothing moves. */
export function moved(stops: readonly TourStop[], index: number, by: 1 | -1): TourStop[] {
  const next = [...stops];
  const other = index + by;
  const [here, there] = [next[index], next[other]];
  if (here && there) [next[index], next[other]] = [there, here];
  return next;
}

/** The stops and one more: the first preset that is not among them yet, else the first. */
export function extended(stops: readonly TourStop[], presets: readonly Preset[]): TourStop[] {
  const preset = presets.find((each) => stops.every((stop) => stop.preset !== each.token)) ?? presets[0];
  return preset ? [...stops, { preset: preset.token, dwell_s: FIRST_DWELL_S }] : [...stops];
}

/** Whether the tour would go anywhere; without stops there is none, which is fine too. */
export function isUsable(stops: readonly TourStop[]): boolean {
  return stops.length === 0 || new Set(stops.map((stop) => stop.preset)).size > 1;
}
