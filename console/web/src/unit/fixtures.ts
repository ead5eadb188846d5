/** Orders and units for the tests of this folder. */

import type { Order, OrderState, StreamEntry, Unit, UnitHome } from './shapes';

export const T0 = Date.parse('2026-01-05T22:00:00Z');

export function at(seconds: number): string {
  return new Date(T0 + seconds * 1000).toISOString();
}

export function order(change: Partial<Order> = {}): Order {
  return {
    id: 'ord_1',
    incident_id: 'inc_1',
    unit_id: 'unit_1',
    callsign: 'P-12',
    state: 'sent',
    severity: 'high',
    instruction: '',
    position: { lat: 47.14, lon: 9.52 },
    sent_at: at(0),
    sent_by: 'Lin Wei',
    steps: [
      { state: 'sent', at: at(0), due_at: null },
      { state: 'delivered', at: null, due_at: null },
      { state: 'signed', at: null, due_at: at(30) },
      { state: 'en_route', at: null, due_at: at(150) },
    ],
    ladder: [{ action: 'warn', after_s: 30 }],
    escalations: [],
    next_escalation_at: at(30),
    ended_reason: null,
    report: null,
    ending: null,
    handed_from: null,
    arrival: null,
    ...change,
  };
}

export function unit(change: Partial<Unit> = {}): Unit {
  return {
    id: 'unit_1',
    callsign: 'P-12',
    kind: 'car',
    crew: [],
    status: 'available',
    status_since: at(0),
    fix: null,
    order_ids: [],
    phone_connected: true,
    created_at: at(0),
    reservation: null,
    ...change,
  };
}

export function home(change: Partial<UnitHome> = {}): UnitHome {
  return { sequence: 10, unit: unit(), orders: [], incidents: [], panic: null, messages: [], ...change };
}

export function entry(sequence: number, kind: string, subject: string, data: object): StreamEntry {
  return { sequence, at: at(0), kind, subject, actor: { id: 'user_1', name: 'Lin' }, data: { ...data } };
}

export function inState(state: OrderState, id = 'ord_1'): Order {
  return order({ id, state });
}
