import type { Order, OrderState } from '../../api/shapes';

/** The clocks of an order in the order they run. */
export const CLOCKS = ['delivered', 'signed', 'en_route', 'on_scene', 'handled', 'reported'] as const;

export type ClockName = (typeof CLOCKS)[number];

export interface Dial {
  name: ClockName;
  /** `skipped`: a later step came without this one; `stopped`: the order ended before it. */
  phase: 'done' | 'running' | 'waiting' | 'skipped' | 'stopped';
  /** Done: reached after its time. Running: its time has passed. */
  isLate: boolean;
  /** Done: how long it took; running: how long it has run. Null otherwise. */
  elapsedS: number | null;
  /** Until due, negative when late; null without a due time. */
  leftS: number | null;
  /** Share of the allowed time used, 0 to 1; 0 without a due time. */
  share: number;
}

const ENDED: readonly OrderState[] = ['reported', 'declined', 'recalled'];

/** An order that asks nothing more of its unit. */
export function hasEnded(order: Order): boolean {
  return ENDED.includes(order.state);
}

/** All dials of an order at `nowMs` (server time). The first clock that was not reached is the one that runs. */
export function dialsOf(order: Order, nowMs: number): Dial[] {
  const steps = new Map(order.steps.map((step) => [step.state, step]));
  const reached = CLOCKS.map((name) => Boolean(steps.get(name)?.at));
  const lastReached = reached.lastIndexOf(true);
  let previousMs = Date.parse(order.sent_at);
  return CLOCKS.map((name, index) => {
    const step = steps.get(name);
    const atMs = step?.at ? Date.parse(step.at) : null;
    const dueMs = step?.due_at ? Date.parse(step.due_at) : null;
    const phase = phaseOf(order, atMs !== null, index, lastReached);
    const untilMs = atMs ?? nowMs;
    const isTimed = phase === 'done' || phase === 'running';
    const fromMs = previousMs;
    if (atMs !== null) previousMs = atMs;
    return {
      name,
      phase,
      isLate: isTimed && dueMs !== null && untilMs > dueMs,
      elapsedS: isTimed ? Math.max(0, (untilMs - fromMs) / 1000) : null,
      leftS: isTimed && dueMs !== null ? (dueMs - untilMs) / 1000 : null,
      share: isTimed && dueMs !== null ? usedShare(fromMs, untilMs, dueMs) : 0,
    };
  });
}

function phaseOf(order: Order, isReached: boolean, index: number, lastReached: number): Dial['phase'] {
  if (isReached) return 'done';
  if (index < lastReached) return 'skipped';
  if (hasEnded(order)) return 'stopped';
  return index === lastReached + 1 ? 'running' : 'waiting';
}

function usedShare(fromMs: number, untilMs: number, dueMs: number): number {
  if (dueMs <= fromMs) return 1;
  return Math.min(1, Math.max(0, (untilMs - fromMs) / (dueMs - fromMs)));
}

/** Seconds until the ladder climbs its next rung; null when it will not. */
export function escalationLeftS(order: Order, nowMs: number): number | null {
  if (hasEnded(order) || !order.next_escalation_at) return null;
  return (Date.parse(order.next_escalation_at) - nowMs) / 1000;
}
