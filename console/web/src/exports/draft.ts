import type { ExportDraft } from './shapes';

/** A form's content. Times are milliseconds, null while what was typed is no time. */
export interface Wish {
  cameraIds: string[];
  startMs: number | null;
  endMs: number | null;
  isBlurred: boolean;
  hasBurnIn: boolean;
  hasSound: boolean;
  reason: string;
}

export type Lack = 'cameras' | 'start' | 'end' | 'order' | 'future' | 'reason';

const TEN_MINUTES_MS = 600_000;
const LEAST_REASON = 5;

/** The wish that an address asks for (`?cameras=a,b&start=…&end=…`); null when it asks for none. */
export function wishOf(query: URLSearchParams, nowMs: number): Wish | null {
  if (!['cameras', 'start', 'end'].some((name) => query.has(name))) return null;
  const time = (name: string) => {
    const ms = Date.parse(query.get(name) ?? '');
    return Number.isNaN(ms) ? null : ms;
  };
  const blank = blankWish(nowMs);
  const cameraIds = [...new Set((query.get('cameras') ?? '').split(',').filter(Boolean))];
  return { ...blank, cameraIds, startMs: time('start') ?? blank.startMs, endMs: time('end') ?? blank.endMs };
}

/** The last ten whole minutes of nothing yet. */
export function blankWish(nowMs: number): Wish {
  const endMs = Math.floor(nowMs / 60_000) * 60_000;
  return {
    cameraIds: [], startMs: endMs - TEN_MINUTES_MS, endMs, isBlurred: true, hasBurnIn: true, hasSound: false, reason: '',
  };
}

/** The first thing that is missing or wrong; null when the wish can be sent. */
export function lackOf(wish: Wish, nowMs: number): Lack | null {
  if (wish.cameraIds.length === 0) return 'cameras';
  if (wish.startMs === null) return 'start';
  if (wish.endMs === null) return 'end';
  if (wish.endMs <= wish.startMs) return 'order';
  if (wish.endMs > nowMs) return 'future';
  if (!wish.isBlurred && wish.reason.trim().length < LEAST_REASON) return 'reason';
  return null;
}

/** What is sent; only for a wish that lacks nothing. */
export function draftOf(wish: Wish): ExportDraft {
  return {
    camera_ids: wish.cameraIds,
    start: new Date(wish.startMs ?? 0).toISOString(),
    end: new Date(wish.endMs ?? 0).toISOString(),
    is_blurred: wish.isBlurred,
    has_burn_in: wish.hasBurnIn,
    has_sound: wish.hasSound,
    reason: wish.reason.trim(),
  };
}
