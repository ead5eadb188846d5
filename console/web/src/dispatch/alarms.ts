import type { Incident, Order } from '../api/shapes';

export type Escalation = Order['escalations'][number];

/** An order that nobody signs, which the ladder brought to a person, and nobody answered yet. */
export interface Alarm {
  order: Order;
  incident: Incident | null;
  rung: Escalation;
}

const CALLED_BY: Partial<Record<Escalation['action'], string>> = { duty_officer: 'duty_officer', command: 'commander' };

/** The alarms that stand, the longest unsigned first. Who takes a rung answers those below it too. */
export function alarmsOf(orders: Readonly<Record<string, Order>>, incidents: Readonly<Record<string, Incident>>): Alarm[] {
  return Object.values(orders)
    .flatMap((order) => {
      const incident = incidents[order.incident_id] ?? null;
      const rung = highest(order);
      // A refusal calls by itself, see refusalsOf.
      const isMoot = incident?.state === 'closed' || !['sent', 'delivered'].includes(order.state);
      return rung && !rung.taken_at && !isMoot ? [{ order, incident, rung }] : [];
    })
    .sort((a, b) => Date.parse(a.order.sent_at) - Date.parse(b.order.sent_at));
}

/** Open incidents to which a plan could not send all the units it asks, and nobody answered yet. */
export function shortOf(incidents: Readonly<Record<string, Incident>>): Incident[] {
  return Object.values(incidents).filter(
    ({ state, sending }) => state !== 'closed' && sending?.state === 'short' && !sending.taken_at,
  );
}

/** Whether the alarm calls one of these roles; the others of the room see it, too. */
export function isFor(alarm: Alarm, roles: readonly string[]): boolean {
  const role = CALLED_BY[alarm.rung.action];
  return role !== undefined && roles.includes(role);
}

/** Orders that a crew declined and that nobody in the room has answered yet, oldest first. */
export function refusalsOf(orders: Readonly<Record<string, Order>>, incidents: Readonly<Record<string, Incident>>): Order[] {
  return Object.values(orders)
    .filter((order) => order.ending?.awaits === 'room' && incidents[order.incident_id]?.state !== 'closed')
    .sort((a, b) => Date.parse(a.sent_at) - Date.parse(b.sent_at));
}

/** What the last rung offers while the order is unsigned, or the refusal while nobody has answered it. */
export function offerOf(order: Order): Escalation['offer'] {
  if (order.ending?.awaits === 'room') return order.ending.offer;
  if (order.state !== 'sent' && order.state !== 'delivered') return null;
  return order.escalations.find((rung) => rung.offer)?.offer ?? null;
}

function highest(order: Order): Escalation | null {
  return order.escalations.filter((rung) => rung.action in CALLED_BY).at(-1) ?? null;
}
