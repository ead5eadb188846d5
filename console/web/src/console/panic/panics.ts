import type { Camera, Unit } from '../../api/shapes';
import type { Panic } from './shapes';

/** Those that nobody has first, then the longest standing. */
export function panicsInOrder(panics: Readonly<Record<string, Panic>>): Panic[] {
  const rank = (panic: Panic) => (panic.state === 'raised' ? 0 : 1);
  return Object.values(panics).sort((a, b) => rank(a) - rank(b) || Date.parse(a.received_at) - Date.parse(b.received_at));
}

/** The siren sounds while nobody in the room has it. */
export function isHeard(panics: readonly Panic[]): boolean {
  return panics.some((panic) => panic.state === 'raised');
}

/** The camera that the unit's phone is, while it sends; null: it shows nothing. */
export function phoneCameraOf(panic: Panic, cameras: Readonly<Record<string, Camera>>): Camera | null {
  const own = Object.values(cameras).find((camera) => camera.address === `whip:${panic.unit_id}`);
  return own?.is_enabled && own.status.state === 'online' ? own : null;
}

/** How old the place is at which the unit is drawn, in seconds; null: nobody knows where it is. */
export function placeAgeS(panic: Panic, unit: Unit | undefined, nowMs: number): number | null {
  const at = unit?.fix?.at ?? (panic.position ? panic.pressed_at : null);
  return at === null ? null : Math.max(0, (nowMs - Date.parse(at)) / 1000);
}
