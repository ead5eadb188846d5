import type { StreamEntry } from '../api/shapes';

/** What the journal tells of steering, beside a camera's own facts. */
export interface Steered {
  by: { id: string; name: string; atMs: number } | null;
  isTourOn: boolean | null;
}

export const NOT_STEERED: Steered = { by: null, isTourOn: null };
/** Somebody who steers is told of every ten seconds at least. */
const FRESH_MS = 12_000;

/** What is known after the entry; the same object where it is about something else. */
export function afterEntry(held: Steered, entry: StreamEntry): Steered {
  if (entry.kind === 'camera.steered') {
    return { ...held, by: { id: entry.actor.id, name: entry.actor.name, atMs: Date.parse(entry.at) } };
  }
  if (entry.kind === 'camera.tour_changed') return { ...held, isTourOn: entry.data['is_on'] === true };
  return held;
}

/** Who else steers just now; null: nobody, or oneself. */
export function otherHand(steered: Steered | undefined, ownId: string, nowMs: number): string | null {
  const by = steered?.by;
  return by && by.id !== ownId && nowMs - by.atMs < FRESH_MS ? by.name : null;
}
