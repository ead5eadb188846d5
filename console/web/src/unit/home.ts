/** The phone's picture of its unit, folded from the first answer and the journal entries that follow. */

import type { Incident, Message, Order, Panic, StreamEntry, Unit, UnitHome } from './shapes';
import type { Outbox } from './outbox';
import { isOver } from './step';

/** Folds one entry; an entry that is not newer than the picture changes nothing. */
export function fold(home: UnitHome, entry: StreamEntry): UnitHome {
  if (entry.sequence <= home.sequence) return home;
  const next = { ...home, sequence: entry.sequence };
  const wing = entry.kind.split('.')[0];
  // The journal's `data` is the view after the change, by contract.
  const data: unknown = entry.data;
  if (wing === 'order') return { ...next, orders: withOrder(home, data as Order) };
  if (wing === 'incident') return { ...next, incidents: replaced(home.incidents, data as Incident) };
  if (wing === 'message') return withMessage(next, data as Message);
  if (wing === 'panic') return { ...next, panic: data as Panic };
  if (wing === 'unit' && entry.subject === `unit:${home.unit.id}`) return { ...next, unit: data as Unit };
  return next;
}

/** True when the picture lacks an incident that an order names: ask for the whole picture again. */
export function isIncomplete(home: UnitHome): boolean {
  return home.orders.some((order) => !isOver(order.state) && !incidentOf(home, order));
}

export function incidentOf(home: UnitHome, order: Order): Incident | null {
  return home.incidents.find((incident) => incident.id === order.incident_id) ?? null;
}

/** Orders to which the room waits for "delivered". */
export function undelivered(home: UnitHome): Order[] {
  return home.orders.filter((order) => order.state === 'sent');
}

/** Open orders in `after` that `before` did not know: they call for sound and vibration. */
export function arrivals(before: UnitHome | null, after: UnitHome): Order[] {
  const known = new Set(before?.orders.map((order) => order.id));
  const isNew = (order: Order) => !known.has(order.id) && (order.state === 'sent' || order.state === 'delivered');
  return after.orders.filter(isNew);
}

/**
 * Orders that the room took back between two pictures: the crew must see it plainly. One that is gone from the list
 * without the crew having ended it (`endedIds`) was taken back while the line was down.
 */
export function recalls(before: UnitHome | null, after: UnitHome, endedIds: readonly string[] = []): Order[] {
  const open = before?.orders.filter((order) => !isOver(order.state)) ?? [];
  const gone: Order[] = [];
  for (const order of open) {
    const now = after.orders.find((each) => each.id === order.id);
    // What waits to be seen stays on the room's list until the crew says so: `unseen`.
    if (now?.state === 'recalled' && !now.ending?.awaits) gone.push(now);
    else if (!now && !endedIds.includes(order.id)) gone.push({ ...order, state: 'recalled' });
  }
  return gone;
}

/** Orders that were taken back and of which the room waits to hear that the crew has seen it; not those just pressed. */
export function unseen(home: UnitHome, box: Outbox): Order[] {
  const isPressed = (order: Order) => box.pending.some((act) => act.orderId === order.id && act.act === 'see');
  return home.orders.filter((order) => order.ending?.awaits === 'crew' && !isPressed(order));
}

/** The picture with a message that is new, or has come farther. */
export function withMessage(home: UnitHome, message: Message): UnitHome {
  return { ...home, messages: replaced(home.messages, message) };
}

function withOrder(home: UnitHome, order: Order): Order[] {
  return order.unit_id === home.unit.id ? replaced(home.orders, order) : home.orders;
}

function replaced<T extends { id: string }>(list: readonly T[], item: T): T[] {
  const others = list.filter((each) => each.id !== item.id);
  return others.length === list.length ? [...list, item] : list.map((each) => (each.id === item.id ? item : each));
}
