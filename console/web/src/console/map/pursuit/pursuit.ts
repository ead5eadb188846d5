import type { FeatureCollection } from 'geojson';
import type { Place } from '../../../api/shapes';
import type { Room } from '../../../state/room';
import { bearingDeg, compassPoint, type CompassPoint, distanceM, distanceText } from '../../../unit/way';
import type { Selected } from '../../selection';
import { collection, point } from '../shapes';
import type { Pursuit } from './shapes';

/** Where and since when somebody flees from what is selected; null where that has no place or no time. */
export function startOf(room: Room, selected: Selected | null): { at: Place; sinceMs: number; incidentId: string | null } | null {
  if (selected?.kind === 'event') {
    const event = room.events[selected.id];
    const at = event?.position ?? room.cameras[event?.camera_id ?? '']?.position;
    return event && at ? { at, sinceMs: Date.parse(event.opened_at), incidentId: event.incident_id } : null;
  }
  if (selected?.kind === 'incident') {
    const incident = room.incidents[selected.id];
    const first = room.events[incident?.event_ids[0] ?? ''];
    if (!incident?.position) return null;
    // The event came before somebody made an incident of it.
    return { at: incident.position, sinceMs: Date.parse(first?.opened_at ?? incident.opened_at), incidentId: incident.id };
  }
  return null;
}

/** How far from where they were seen, and in which direction. */
export function whereFrom(start: Place, place: Place): { distance: string; point: CompassPoint } {
  return { distance: distanceText(distanceM(start, place)), point: compassPoint(bearingDeg(start, place)) };
}

/** Minutes and seconds as on a stop-watch; whole seconds, never below zero. */
export function stopWatch(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
}

/** How long until `inS` as it was told at `toldMs`, at `nowMs`. */
export function left(inS: number, toldMs: number, nowMs: number): number {
  return inS - (nowMs - toldMs) / 1000;
}

/** The outlines, where it began, the crossings by number and those that are taken. */
export function pursuitFeatures(start: Place | null, pursuit: Pursuit | null, startLabel: string): FeatureCollection {
  if (!start) return collection([]);
  const begin = point(start, { part: 'start', label: startLabel });
  if (!pursuit) return collection([begin]);
  const edges = pursuit.features as unknown as FeatureCollection['features'];
  const blocks = pursuit.blocks.map((block, index) =>
    point(block.position, { part: 'block', label: `${index + 1}  ${block.callsign}` }),
  );
  const taken = pursuit.taken.map((one) => point(one.position, { part: 'taken', label: `✓ ${one.callsign}` }));
  return collection([...edges, begin, ...taken, ...blocks]);
}
