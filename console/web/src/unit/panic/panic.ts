/** The decisions of the panic button; no browser in here. */

import type { Parcel } from '../parcels/parcel';
import type { FixDraft, Panic, UnitHome } from '../shapes';

/** How long the button is held before it sends: long enough for no pocket, short enough for a fight. */
export const HOLD_MS = 1_500;

export type PanicMood =
  /** Pressed; the room does not know it yet. */
  | 'sending'
  /** The room sees it; nobody there has it yet. */
  | 'raised'
  | 'taken'
  | 'cleared';

/** What the crew should be told; null: nothing was pressed. A press that waits comes before all. */
export function panicMood(panic: Panic | null, waiting: readonly Parcel[]): PanicMood | null {
  if (waiting.some((parcel) => parcel.kind === 'panic')) return 'sending';
  return panic?.state ?? null;
}

/** While it stands, or waits to be sent, positions are told at the higher pace. */
export function isInPanic(home: UnitHome | null, waiting: readonly Parcel[]): boolean {
  const mood = panicMood(home?.panic ?? null, waiting);
  return mood !== null && mood !== 'cleared';
}

/** The place that goes with a press; a fix older than two minutes could send help to the wrong street. */
export function placeOfPress(fix: FixDraft | null, nowMs: number): { lat?: number; lon?: number; accuracy_m?: number } {
  if (!fix || nowMs - Date.parse(fix.at) > 120_000) return {};
  return { lat: fix.lat, lon: fix.lon, ...(typeof fix.accuracy_m === 'number' && { accuracy_m: fix.accuracy_m }) };
}

/** How far the hold has come, 0 to 1. */
export function holdShare(startMs: number | null, nowMs: number): number {
  return startMs === null ? 0 : Math.min(1, Math.max(0, (nowMs - startMs) / HOLD_MS));
}

/** Whether the room asks for the camera, since when; null: it does not. */
export function cameraAskedAt(panic: Panic | null): string | null {
  return panic && panic.state !== 'cleared' ? panic.camera_asked_at : null;
}
