/** When a position is worth sending: at most every 3 s on the move, every 15 s standing; in a panic 1 s and 3 s. */

import type { FixDraft, Place } from './shapes';
import { distanceM } from './way';

export const MOVING_S = 3;
export const STANDING_S = 15;
export const URGENT_MOVING_S = 1;
export const URGENT_STANDING_S = 3;
const WALK_MPS = 0.7;

export interface SentFix {
  place: Place;
  atMs: number;
}

/** True when `fix` should go out now, given the last one that did. */
export function isDue(last: SentFix | null, fix: FixDraft, nowMs: number, isUrgent = false): boolean {
  if (!last) return true;
  const elapsedS = (nowMs - last.atMs) / 1000;
  if (isUrgent) return elapsedS >= (isMoving(last, fix) ? URGENT_MOVING_S : URGENT_STANDING_S);
  return elapsedS >= (isMoving(last, fix) ? MOVING_S : STANDING_S);
}

function isMoving(last: SentFix, fix: FixDraft): boolean {
  if (typeof fix.speed_mps === 'number') return fix.speed_mps >= WALK_MPS;
  const blurM = Math.max(10, fix.accuracy_m ?? 10);
  return distanceM(last.place, { lat: fix.lat, lon: fix.lon }) > blurM;
}

/** A browser position in the shape that the room takes; a course at a standstill says nothing. */
export function fixOf(position: GeolocationPosition): FixDraft {
  const { latitude, longitude, accuracy, speed, heading } = position.coords;
  return {
    lat: latitude,
    lon: longitude,
    at: new Date(position.timestamp).toISOString(),
    accuracy_m: accuracy,
    speed_mps: speed === null || Number.isNaN(speed) ? null : Math.max(0, speed),
    course_deg: heading === null || Number.isNaN(heading) ? null : heading,
    battery_percent: null,
  };
}
