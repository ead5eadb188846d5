import type { WatchEvent } from '../api/shapes';
import { needsPerson } from '../console/queue/queue';
import { severityRank } from '../console/severity';

/** The worst undecided event of each camera: what makes its tile stand out. */
export function worstByCamera(events: Iterable<WatchEvent>): Map<string, WatchEvent> {
  const worst = new Map<string, WatchEvent>();
  for (const event of events) {
    if (!event.camera_id || !needsPerson(event)) continue;
    const held = worst.get(event.camera_id);
    if (!held || comesBefore(event, held)) worst.set(event.camera_id, event);
  }
  return worst;
}

function comesBefore(event: WatchEvent, held: WatchEvent): boolean {
  const byRank = severityRank(event.severity) - severityRank(held.severity);
  return byRank === 0 ? event.opened_at > held.opened_at : byRank > 0;
}
