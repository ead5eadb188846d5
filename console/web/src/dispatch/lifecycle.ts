import type { Incident, Order, WatchEvent } from '../api/shapes';
import type { Guide } from './incidentAsks';

type State = Incident['state'];

/** The states that a person may set, in the order of the work. */
export const UNDER_WORK: readonly State[] = ['accepted', 'dispatched', 'on_scene', 'controlled'];

/** Going back needs a reason. */
export function isBack(from: State, to: State): boolean {
  return UNDER_WORK.indexOf(to) < UNDER_WORK.indexOf(from);
}

/** Which of two incidents goes on when they are merged: the one that was there first. */
export function mergeOrder(one: { id: string; number: number }, other: { id: string; number: number }): { child: string; parent: string } {
  return one.number < other.number ? { child: other.id, parent: one.id } : { child: one.id, parent: other.id };
}

const STANDARD: readonly string[] = ['resolved', 'nothing_found', 'false_alarm', 'handed_over', 'other'];

/** How an incident of the kind can end. */
export function dispositionsFor(kind: string, guides: readonly Guide[]): readonly string[] {
  const guide = guides.find((one) => one.kind === kind) ?? guides.find((one) => one.kind === null);
  return guide?.dispositions ?? STANDARD;
}

export interface Attachment {
  key: string;
  kind: 'photo' | 'snapshot' | 'clip';
  at: string;
  /** Who it comes from: a callsign, or the camera's event. */
  by: string;
  url: string | null;
  eventId: string | null;
}

/** Photos of reports, and snapshot and clip of each event, newest first. */
export function attachmentsOf(orders: readonly Order[], events: readonly WatchEvent[]): Attachment[] {
  const photos = orders.flatMap((order) =>
    (order.report?.photos ?? []).map(({ id }) => ({
      key: id, kind: 'photo' as const, at: order.report?.at ?? order.sent_at, by: order.callsign, url: `/api/photos/${id}`, eventId: null,
    })),
  );
  const pictures = events
    .filter((event) => event.has_snapshot)
    .map((event) => ({
      key: `${event.id}-snapshot`, kind: 'snapshot' as const, at: event.opened_at, by: event.title,
      url: `/api/events/${event.id}/snapshot`, eventId: event.id,
    }));
  const clips = events.map((event) => ({
    key: `${event.id}-clip`, kind: 'clip' as const, at: event.clip_start, by: event.title, url: null, eventId: event.id,
  }));
  return [...photos, ...pictures, ...clips].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}

/** What an arrival rests on, as a word of the page and the metres that it names. `far`: the position speaks against it. */
export function arrivalWord(arrival: NonNullable<Order['arrival']>): { word: 'position' | 'pressed' | 'far'; metres: number | null } {
  const { grade, distance_m: metres, accuracy_m: radius } = arrival;
  if (grade === 'position') return { word: 'position', metres };
  const isFar = metres !== null && metres > 100 + (radius ?? 0);
  return isFar ? { word: 'far', metres } : { word: 'pressed', metres: null };
}
