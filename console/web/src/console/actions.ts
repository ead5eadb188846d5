/** What an operator does. Each asks the server and tells a refusal; the page changes when the journal says so. */
import i18next from 'i18next';
import { api, take } from '../api/client';
import type { DismissReason, Incident, WatchEvent } from '../api/shapes';
import type { Lesson } from '../lessons/shapes';
import { tellEffect } from '../lessons/tellEffect';
import { useRoom } from '../state/store';
import { tellFault } from '../ui/notify';
import { type QueueItem, queueOf } from './queue/queue';
import { selectIncident } from './selection';

/** Run `work`; on a fault say what was tried and answer null. */
async function attempt<Result>(what: string, work: () => Promise<Result>): Promise<Result | null> {
  try {
    return await work();
  } catch (thrown) {
    tellFault(i18next.t(`console:failed.${what}`), thrown);
    return null;
  }
}

const AT_ONCE = 4;

/** Many requests, a few at a time; the first refusal ends it. */
async function each<Thing>(things: readonly Thing[], work: (thing: Thing) => Promise<unknown>): Promise<void> {
  const waiting = [...things];
  const worker = async () => {
    for (let thing = waiting.shift(); thing !== undefined; thing = waiting.shift()) await work(thing);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}

const onEvent = (id: string) => ({ params: { path: { event_id: id } } });
const onIncident = (id: string) => ({ params: { path: { incident_id: id } } });
const onOrder = (id: string) => ({ params: { path: { order_id: id } } });

export async function acknowledge(events: readonly WatchEvent[]): Promise<void> {
  await attempt('acknowledge', () =>
    each(events, (event) => take(api.POST('/api/events/{event_id}/acknowledge', onEvent(event.id)))),
  );
}

export async function dismiss(events: readonly WatchEvent[], reason: DismissReason, note = ''): Promise<void> {
  const taught: (Lesson | null)[] = [];
  await attempt('dismiss', () =>
    each(events, async (event) => {
      const answer = await take(api.POST('/api/events/{event_id}/dismiss', { ...onEvent(event.id), body: { reason, note } }));
      taught.push(answer.lesson);
    }),
  );
  tellEffect(taught);
}

export async function reopenEvent(event: WatchEvent): Promise<void> {
  await attempt('reopen', () => take(api.POST('/api/events/{event_id}/reopen', onEvent(event.id))));
}

/** An incident from the newest of the repeats; the others are acknowledged as seen with it. */
export async function makeIncident(events: readonly WatchEvent[]): Promise<void> {
  const [head, ...others] = events;
  if (!head) return;
  const incident = await attempt('make_incident', () =>
    take(api.POST('/api/events/{event_id}/incident', { ...onEvent(head.id), body: {} })),
  );
  if (!incident) return;
  await whenKnown(incident.id);
  selectIncident(incident.id);
  await acknowledge(others);
}

/** Wait until the journal has told of an incident that was just made. */
function whenKnown(id: string): Promise<void> {
  const knows = () => id in useRoom.getState().room.incidents;
  if (knows()) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = useRoom.subscribe(() => {
      if (!knows()) return;
      stop();
      resolve();
    });
  });
}

export async function acceptIncident(id: string): Promise<boolean> {
  return null !== (await attempt('accept', () => take(api.POST('/api/incidents/{incident_id}/accept', onIncident(id)))));
}

export async function controlIncident(id: string): Promise<void> {
  await attempt('control', () => take(api.POST('/api/incidents/{incident_id}/control', onIncident(id))));
}

export async function closeIncident(id: string, disposition: string, note: string): Promise<boolean> {
  const body = { disposition, note };
  return (
    null !==
    (await attempt('close', () => take(api.POST('/api/incidents/{incident_id}/close', { ...onIncident(id), body }))))
  );
}

/** Answers whether it was kept, so that a refused note stays in its field. */
export async function addNote(id: string, text: string): Promise<boolean> {
  return (
    null !==
    (await attempt('note', () =>
      take(api.POST('/api/incidents/{incident_id}/notes', { ...onIncident(id), body: { text } })),
    ))
  );
}

/** Send a unit; an incident that nobody has taken is taken first. */
export async function order(incident: Incident, unitId: string, instruction: string): Promise<boolean> {
  if (incident.state === 'new' && !(await acceptIncident(incident.id))) return false;
  const body = { incident_id: incident.id, unit_id: unitId, instruction };
  return null !== (await attempt('order', () => take(api.POST('/api/orders', { body }))));
}

export async function recall(orderId: string, reason: string): Promise<boolean> {
  return (
    null !==
    (await attempt('recall', () => take(api.POST('/api/orders/{order_id}/recall', { ...onOrder(orderId), body: { reason } }))))
  );
}

/** The queue item that holds an event, as the room stands now. */
export function itemWith(eventId: string): QueueItem | null {
  const items = queueOf(Object.values(useRoom.getState().room.events));
  return items.find((item) => item.events.some((event) => event.id === eventId)) ?? null;
}
