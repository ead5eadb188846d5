/** When a page that broke may load itself again: not if it broke right after it last did, or it would go on for ever. */

/** Seconds in which a person can read what happened. */
export const WAIT_S = 10;

const MARK = 'watchroom.reloaded';
/** A page that held this long, in ms, broke for a new reason. */
const HELD_MS = 60_000;

/** `ageMs`: for how long the page has been there. */
export function mayReloadByItself(kept: Pick<Storage, 'getItem'>, ageMs: number): boolean {
  return kept.getItem(MARK) === null || ageMs >= HELD_MS;
}

/** To be said right before it does. */
export function markReload(kept: Pick<Storage, 'setItem'>): void {
  kept.setItem(MARK, '1');
}
