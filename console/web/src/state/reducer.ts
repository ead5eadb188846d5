import type { Closure } from '../console/map/roads/shapes';
import type { Message } from '../console/messages/shapes';
import type { Panic } from '../console/panic/shapes';
import type { Camera, Incident, Order, StreamEntry, Unit, UnitPositions, WatchEvent } from '../api/shapes';
import { afterEntry, NOT_STEERED } from './steered';
import type { Export } from '../exports/shapes';
import { newerFix, type Room } from './room';

/** Closed events kept for the time bar; older ones make way. */
const MOST_EVENTS = 2000;

/** The room after one journal entry. An entry that was already applied changes nothing. */
export function applyEntry(room: Room, entry: StreamEntry): Room {
  if (entry.sequence <= room.sequence) return room;
  const next = { ...room, sequence: entry.sequence };
  const colon = entry.subject.indexOf(':');
  const id = entry.subject.slice(colon + 1);
  switch (entry.subject.slice(0, colon)) {
    case 'camera':
      return withCamera(next, entry, id);
    case 'event':
      return { ...next, events: fewer(upsert(next.events, id, entry.data as unknown as WatchEvent)) };
    case 'incident':
      return { ...next, incidents: upsert(next.incidents, id, entry.data as unknown as Incident) };
    case 'order':
      return withOrder(next, entry.data as unknown as Order);
    case 'export':
      return { ...next, exports: upsert(next.exports, id, entry.data as unknown as Export) };
    case 'closure':
      return { ...next, closures: withClosure(next.closures, entry, id) };
    case 'message':
      return { ...next, messages: upsert(next.messages, id, entry.data as unknown as Message) };
    case 'panic':
      return { ...next, panics: withPanic(next.panics, id, entry.data as unknown as Panic) };
    case 'map':
      return { ...next, mapChangedAt: entry.sequence };
    case 'beat':
    case 'checkpoint':
    case 'tour':
    case 'camera_tour':
      return { ...next, patrolsChangedAt: entry.sequence };
    case 'unit':
      return { ...next, units: withUnit(next.units, entry.data as unknown as Unit) };
    default:
      return next;
  }
}

/** The room after new positions; units that are not known are left out. */
export function applyPositions(room: Room, positions: UnitPositions): Room {
  const units = { ...room.units };
  for (const [id, fix] of Object.entries(positions.fixes)) {
    const unit = units[id];
    if (unit) units[id] = { ...unit, fix: newerFix(unit.fix, fix) };
  }
  return { ...room, units };
}

type ById<Thing> = Readonly<Record<string, Thing>>;

/** `data` is the whole resource after the change, unless an entry is only a remark without an id. */
function upsert<Thing extends { id: string }>(things: ById<Thing>, id: string, data: Thing): ById<Thing> {
  return data.id === id ? { ...things, [id]: data } : things;
}

/** Only the kinds that carry a camera's own view; scene.changed, gap.* and footage.viewed are about a camera but are not one. */
function withCamera(room: Room, entry: StreamEntry, id: string): Room {
  if (!entry.kind.startsWith('camera.')) return room;
  if (entry.kind === 'camera.removed') {
    return { ...room, cameras: Object.fromEntries(Object.entries(room.cameras).filter(([one]) => one !== id)) };
  }
  const held = room.steered[id] ?? NOT_STEERED;
  const told = afterEntry(held, entry);
  const steered = told === held ? room.steered : { ...room.steered, [id]: told };
  return { ...room, steered, cameras: upsert(room.cameras, id, entry.data as unknown as Camera) };
}

function withPanic(panics: ById<Panic>, id: string, panic: Panic): ById<Panic> {
  if (panic.state !== 'cleared') return upsert(panics, id, panic);
  return Object.fromEntries(Object.entries(panics).filter(([one]) => one !== id));
}

function withClosure(closures: ById<Closure>, entry: StreamEntry, id: string): ById<Closure> {
  if (entry.kind !== 'closure.lifted') return upsert(closures, id, entry.data as unknown as Closure);
  return Object.fromEntries(Object.entries(closures).filter(([one]) => one !== id));
}

function withUnit(units: ById<Unit>, unit: Unit): ById<Unit> {
  const held = units[unit.id]?.fix ?? null;
  const fix = unit.fix ? newerFix(held, unit.fix) : held;
  return { ...units, [unit.id]: { ...unit, fix } };
}

/** An order also shows on its incident and unit, should their own entries come later or not at all. */
function withOrder(room: Room, order: Order): Room {
  const incident = room.incidents[order.incident_id];
  const incidents =
    incident && !incident.order_ids.includes(order.id)
      ? { ...room.incidents, [incident.id]: { ...incident, order_ids: [...incident.order_ids, order.id] } }
      : room.incidents;
  return { ...room, incidents, orders: { ...room.orders, [order.id]: order } };
}

function fewer(events: ById<WatchEvent>): ById<WatchEvent> {
  const all = Object.values(events);
  if (all.length <= MOST_EVENTS) return events;
  const done = all
    .filter((event) => event.verdict !== 'none' && event.phase === 'closed')
    .sort((a, b) => Date.parse(a.opened_at) - Date.parse(b.opened_at));
  const dropped = new Set(done.slice(0, all.length - MOST_EVENTS).map((event) => event.id));
  return Object.fromEntries(all.filter((event) => !dropped.has(event.id)).map((event) => [event.id, event]));
}
