/** What a unit does next with an order: a table, not conditions spread over the page. */

import type { Order, OrderState } from './shapes';

/** The acts that are buttons; `deliver` happens by itself when the phone first shows the order. `see`: a recall was read. */
export type Act = 'deliver' | 'sign' | 'depart' | 'arrive' | 'handle' | 'report' | 'decline' | 'see';

const CHAIN: readonly OrderState[] = ['sent', 'delivered', 'signed', 'en_route', 'on_scene', 'handled', 'reported'];

const TARGET: Record<Act, OrderState> = {
  deliver: 'delivered',
  sign: 'signed',
  depart: 'en_route',
  arrive: 'on_scene',
  handle: 'handled',
  report: 'reported',
  decline: 'declined',
  see: 'recalled',
};

const NEXT: Partial<Record<OrderState, Act>> = {
  sent: 'sign',
  delivered: 'sign',
  signed: 'depart',
  en_route: 'arrive',
  on_scene: 'handle',
  handled: 'report',
};

/** The state that the act leads to. */
export function targetOf(act: Act): OrderState {
  return TARGET[act];
}

/** The one next step, or null when the order is at its end. */
export function nextStep(state: OrderState): Act | null {
  return NEXT[state] ?? null;
}

/** Until the crew is there it may find that it cannot. */
export function mayDecline(state: OrderState): boolean {
  return state === 'sent' || state === 'delivered' || state === 'signed' || state === 'en_route';
}

export function isOver(state: OrderState): boolean {
  return state === 'reported' || state === 'declined' || state === 'recalled';
}

/** True when the order already is where the act leads, or beyond it. */
export function hasReached(state: OrderState, act: Act): boolean {
  const target = TARGET[act];
  if (target === 'declined') return state === 'declined';
  return CHAIN.includes(state) && CHAIN.indexOf(state) >= CHAIN.indexOf(target);
}

/** The state to show when `acts` wait to be sent: the farthest of them; an order that is over stays over. */
export function stateAfter(state: OrderState, acts: readonly Act[]): OrderState {
  return acts.reduce((now, act) => (isOver(now) || hasReached(now, act) ? now : TARGET[act]), state);
}

/** Open orders in the order of work: as the unit lists them, then by the time they were sent. */
export function inOrderOfWork(orders: readonly Order[], orderIds: readonly string[]): Order[] {
  const place = (order: Order) => {
    const at = orderIds.indexOf(order.id);
    return at < 0 ? orderIds.length : at;
  };
  return orders
    .filter((order) => !isOver(order.state))
    .sort((a, b) => place(a) - place(b) || a.sent_at.localeCompare(b.sent_at));
}
