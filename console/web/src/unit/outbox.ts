/**
 * The acts that were pressed and are not yet known to the room, oldest first. Pure: the sender (`sender.ts`) does
 * the I/O. Acts of one order go in the order in which they were pressed; a refusal ends that order's queue, because
 * what was pressed after it rests on it.
 */

import type { DeclineCode, Order } from './shapes';
import { type Act, hasReached, isOver, stateAfter } from './step';

export interface PendingAct {
  id: string;
  orderId: string;
  /** What the order is called, to name it in a notice when it is gone. */
  title: string;
  act: Act;
  /** The phone's time of the press, RFC 3339. */
  at: string;
  /** A refusal's reason or a report's text. */
  text: string;
  /** A refusal's reason from the list. */
  code?: DeclineCode;
  photos: Blob[];
  /** `accepted`: the room said yes and the journal has not told us yet. */
  stage: 'waiting' | 'accepted';
  attempts: number;
}

/** An act that the room did not take; stays until the crew has read it. */
export interface Refused {
  id: string;
  title: string;
  act: Act;
  at: string;
  reason: string;
}

export interface Outbox {
  pending: readonly PendingAct[];
  refused: readonly Refused[];
}

export const EMPTY: Outbox = { pending: [], refused: [] };

/** Adds an act, unless the same act of the same order waits already: a second press changes nothing. */
export function put(box: Outbox, act: PendingAct): Outbox {
  if (box.pending.some((each) => each.orderId === act.orderId && each.act === act.act)) return box;
  return { ...box, pending: [...box.pending, act] };
}

/** The next act to send: the oldest that waits. */
export function nextToSend(box: Outbox): PendingAct | null {
  return box.pending.find((each) => each.stage === 'waiting') ?? null;
}

export function accepted(box: Outbox, id: string): Outbox {
  const accept = (each: PendingAct): PendingAct => (each.id === id ? { ...each, stage: 'accepted', photos: [] } : each);
  return { ...box, pending: box.pending.map(accept) };
}

/** The net was down: keep it and count. */
export function failed(box: Outbox, id: string): Outbox {
  const count = (each: PendingAct) => (each.id === id ? { ...each, attempts: each.attempts + 1 } : each);
  return { ...box, pending: box.pending.map(count) };
}

/** The room said no: the act and all that the crew pressed after it for that order become notices. */
export function refused(box: Outbox, id: string, reason: string): Outbox {
  const at = box.pending.findIndex((each) => each.id === id);
  const first = box.pending[at];
  if (!first) return box;
  const falls = (each: PendingAct, index: number) => index >= at && each.orderId === first.orderId;
  const gone = box.pending.filter(falls).filter((each) => each.act !== 'deliver');
  const notices = gone.map(({ id: actId, title, act, at: when }) => ({ id: actId, title, act, at: when, reason }));
  return {
    pending: box.pending.filter((each, index) => !falls(each, index)),
    refused: [...box.refused, ...notices],
  };
}

export function read(box: Outbox, id: string): Outbox {
  return { ...box, refused: box.refused.filter((each) => each.id !== id) };
}

/** Lets go of accepted acts that the journal now shows, and of those whose order is over or gone. */
export function settle(box: Outbox, orders: readonly Order[]): Outbox {
  const isKnown = (act: PendingAct) => {
    if (act.stage !== 'accepted') return false;
    const order = orders.find((each) => each.id === act.orderId);
    if (act.act === 'see') return order?.ending?.awaits !== 'crew';
    return !order || isOver(order.state) || hasReached(order.state, act.act);
  };
  return box.pending.some(isKnown) ? { ...box, pending: box.pending.filter((each) => !isKnown(each)) } : box;
}

/**
 * Orders whose end needs no further notice: the crew ended them by a report or a refusal, or a press of theirs still
 * waits and will come back with the room's reason.
 */
export function settledOrders(box: Outbox): string[] {
  const isSettled = (each: PendingAct) =>
    each.act === 'report' || each.act === 'decline' || (each.stage === 'waiting' && each.act !== 'deliver');
  return box.pending.filter(isSettled).map((each) => each.orderId);
}

/** What the crew should know is waiting: deliveries happen by themselves and are not shown. */
export function visibleWaiting(box: Outbox): PendingAct[] {
  return box.pending.filter((each) => each.stage === 'waiting' && each.act !== 'deliver');
}

/** The order as the crew left it: the room's state and what they pressed since. */
export function asPressed(order: Order, box: Outbox): Order {
  const acts = box.pending.filter((each) => each.orderId === order.id).map((each) => each.act);
  const state = stateAfter(order.state, acts);
  return state === order.state ? order : { ...order, state };
}

/** Seconds to wait before the next try after `attempts` failures: 1, 2, 4, 8, then every 15. */
export function retryDelayS(attempts: number): number {
  return Math.min(15, 2 ** Math.max(0, attempts - 1));
}
