/** The running clocks of an order. Milliseconds since the epoch come in; nothing here reads a clock. */

import type { Order, OrderState } from './shapes';
import { type Act, targetOf } from './step';

export interface DueClock {
  /** Seconds until it is due; negative once it is late. */
  leftS: number;
  /** How much of the time is used, 0 to 1. */
  used: number;
  mood: 'calm' | 'soon' | 'late';
}

const SOON_SHARE = 0.6;

/** The clock that runs for the order's next act; null when no time is set for it. */
export function dueClock(order: Order, act: Act, nowMs: number): DueClock | null {
  const step = order.steps.find((each) => each.state === targetOf(act));
  if (!step?.due_at || step.at) return null;
  const due = Date.parse(step.due_at);
  const start = lastReachedMs(order);
  const used = due > start ? clamp01((nowMs - start) / (due - start)) : 1;
  const leftS = Math.ceil((due - nowMs) / 1000);
  return { leftS, used, mood: leftS < 0 ? 'late' : used >= SOON_SHARE ? 'soon' : 'calm' };
}

/** When the order reached a state, in milliseconds; null when it has not. */
export function reachedMs(order: Order, state: OrderState): number | null {
  const at = order.steps.find((step) => step.state === state)?.at;
  return at ? Date.parse(at) : null;
}

/** `0:07`, `12:40`, `1:02:05`; the sign is left to the words around it. */
export function clockText(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds));
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  const rest = String(whole % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`;
}

/** Seconds since `at`, never below zero. */
export function sinceS(at: string, nowMs: number): number {
  return Math.max(0, Math.floor((nowMs - Date.parse(at)) / 1000));
}

/**
 * What to add to the phone's clock to get the room's. A `Date` header is whole seconds, so a difference that
 * this rounding and the way there explain counts as none.
 */
export function clockOffsetMs(dateHeader: string | null, askedMs: number, answeredMs: number): number {
  if (!dateHeader) return 0;
  const server = Date.parse(dateHeader);
  if (Number.isNaN(server)) return 0;
  const offset = server + 500 - (askedMs + answeredMs) / 2;
  return Math.abs(offset) < 1500 + (answeredMs - askedMs) / 2 ? 0 : Math.round(offset);
}

function lastReachedMs(order: Order): number {
  const times = order.steps.map((step) => (step.at ? Date.parse(step.at) : 0));
  return Math.max(Date.parse(order.sent_at), ...times);
}

function clamp01(value: number): number {
  return Math.min(1, Math.max(0, value));
}
