import { type Steered } from './steered';
import type { Export } from '../exports/shapes';
import type { Closure } from '../console/map/roads/shapes';
import type { Message } from '../console/messages/shapes';
import type { Panic } from '../console/panic/shapes';
import type { Camera, Fix, Incident, Order, RoomState, Unit, WatchEvent } from '../api/shapes';

/** Everything the room knows, by id, at one journal sequence. Immutable: a change makes a new one. */
export interface Room {
  sequence: number;
  cameras: Readonly<Record<string, Camera>>;
  events: Readonly<Record<string, WatchEvent>>;
  incidents: Readonly<Record<string, Incident>>;
  units: Readonly<Record<string, Unit>>;
  orders: Readonly<Record<string, Order>>;
  /** Only what the stream told; the list is loaded by its page. */
  exports: Readonly<Record<string, Export>>;
  /** Who steers which camera, by camera; only what was told while this page is open. */
  steered: Readonly<Record<string, Steered>>;
  closures: Readonly<Record<string, Closure>>;
  /** Between the room and its units, of the last day and since. */
  messages: Readonly<Record<string, Message>>;
  /** Only those that nobody has cleared. */
  panics: Readonly<Record<string, Panic>>;
  /** The sequence at which another map was imported, or the map removed; 0 when this page was opened. */
  mapChangedAt: number;
  /** The sequence of the last change of beats, checkpoints, tours or rounds. */
  patrolsChangedAt: number;
}

export const EMPTY_ROOM: Room = { sequence: 0, cameras: {}, events: {}, incidents: {}, units: {}, orders: {}, exports: {}, steered: {}, closures: {}, messages: {}, panics: {}, mapChangedAt: 0, patrolsChangedAt: 0 };

function byId<Thing extends { id: string }>(things: readonly Thing[]): Record<string, Thing> {
  return Object.fromEntries(things.map((thing) => [thing.id, thing]));
}

/** The room as the server stated it. */
export function roomOf(state: RoomState): Room {
  return {
    sequence: state.sequence,
    cameras: byId(state.cameras),
    events: byId(state.events),
    incidents: byId(state.incidents),
    units: byId(state.units),
    orders: byId(state.orders),
    exports: {},
    steered: {},
    closures: byId(state.closures),
    messages: byId(state.messages),
    panics: byId(state.panics),
    mapChangedAt: state.sequence,
    patrolsChangedAt: state.sequence,
  };
}

/** The later of two fixes of a unit; a late one never replaces a newer one. */
export function newerFix(held: Fix | null, came: Fix): Fix {
  return held && Date.parse(held.at) > Date.parse(came.at) ? held : came;
}
