import { localText, momentOf } from '../../review/localTime';

export const CHOICES = ['hour', 'day', 'yesterday', 'own'] as const;
export type Choice = (typeof CHOICES)[number];

export interface Range {
  startMs: number;
  endMs: number;
}

export type Wrong = 'missing' | 'order' | 'future' | 'long';

const HOUR_MS = 3_600_000;
const LONGEST_MS = 24 * HOUR_MS;

/** What a choice means at `nowMs` by the clock of `zone`: the last hour, the last day, or the day before today. */
export function rangeOf(choice: Exclude<Choice, 'own'>, nowMs: number, zone: string): Range {
  const endMs = Math.floor(nowMs / 1000) * 1000;
  if (choice === 'hour') return { startMs: endMs - HOUR_MS, endMs };
  if (choice === 'day') return { startMs: endMs - LONGEST_MS, endMs };
  const todayMs = momentOf(`${localText(nowMs, zone).slice(0, 10)}T00:00:00`, zone) ?? endMs;
  const before = localText(todayMs - HOUR_MS, zone).slice(0, 10);
  const startMs = momentOf(`${before}T00:00:00`, zone) ?? todayMs - LONGEST_MS;
  // A day on which the clock is put back has 25 hours; its last one is left out.
  return { startMs, endMs: Math.min(todayMs, startMs + LONGEST_MS) };
}

/** Why a range cannot be tried; null when it can. */
export function wrongOf(startMs: number | null, endMs: number | null, nowMs: number): Wrong | null {
  if (startMs === null || endMs === null) return 'missing';
  if (endMs <= startMs) return 'order';
  if (endMs > nowMs) return 'future';
  return endMs - startMs > LONGEST_MS ? 'long' : null;
}
