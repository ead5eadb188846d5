import type { WatchEvent } from '../api/shapes';
import { severityRank } from '../console/severity';

/** What can be wrong with a camera or the house: the kinds of events that no rule makes. */
export const HEALTH_KINDS = [
  'camera_offline', 'host_lost', 'covered', 'turned_away', 'view_moved', 'black', 'frozen', 'not_recorded', 'storage_short',
  'defocused', 'bitrate_collapsed', 'clock_wrong', 'feed_dropping', 'unsteady',
] as const;

export type HealthKind = (typeof HEALTH_KINDS)[number];

/** The kinds that compare with a learnt view: learning it anew is the remedy where the view is right. */
const OF_THE_VIEW: readonly string[] = ['covered', 'turned_away', 'view_moved', 'defocused', 'frozen', 'black'];

export function isHealth(kind: string): kind is HealthKind {
  return HEALTH_KINDS.some((each) => each === kind);
}

export function isOfTheView(kind: string): boolean {
  return OF_THE_VIEW.includes(kind);
}

/** The open troubles of each camera, the worst first, then the oldest. */
export function troublesByCamera(events: Iterable<WatchEvent>): Map<string, WatchEvent[]> {
  const found = new Map<string, WatchEvent[]>();
  for (const event of events) {
    if (event.phase !== 'open' || event.camera_id === null || !isHealth(event.kind)) continue;
    found.set(event.camera_id, [...(found.get(event.camera_id) ?? []), event]);
  }
  for (const troubles of found.values()) {
    troubles.sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || Date.parse(a.opened_at) - Date.parse(b.opened_at));
  }
  return found;
}
