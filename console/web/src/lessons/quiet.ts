/** Events that were recorded but call nobody, because of what dismissals taught. */
import type { WatchEvent } from '../api/shapes';

/** How far back the room lists them. */
export const QUIET_MS = 24 * 3_600_000;

export function isQuiet(event: WatchEvent): boolean {
  return (event.suppressed_by ?? []).length > 0;
}

/** What was loaded and what the room has heard since, each once as the room knows it; undecided ones, newest first. */
export function quietOf(loaded: readonly WatchEvent[], room: Readonly<Record<string, WatchEvent>>, nowMs: number): WatchEvent[] {
  const all = new Map(loaded.map((event) => [event.id, event]));
  for (const event of Object.values(room)) if (all.has(event.id) || isQuiet(event)) all.set(event.id, event);
  return [...all.values()]
    .filter((event) => isQuiet(event) && event.verdict === 'none' && event.incident_id === null)
    .filter((event) => nowMs - Date.parse(event.opened_at) < QUIET_MS)
    .sort((a, b) => Date.parse(b.opened_at) - Date.parse(a.opened_at));
}
