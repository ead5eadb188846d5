import { localText, momentOf } from '../../review/localTime';
import type { Shift, ShiftDraft } from './shiftAsks';

/** A shift while it is typed; times as `<input type="datetime-local">` holds them. */
export interface ShiftFields {
  unitId: string | null;
  crew: string[];
  start: string;
  end: string;
  note: string;
  reason: string;
}

const HOUR_MS = 3_600_000;
const minute = (atMs: number, zone: string) => localText(atMs, zone).slice(0, 16);

/** The fields of a shift; a new one begins with the next full hour and lasts eight. */
export function fieldsOf(shift: Shift | null, nowMs: number, zone: string): ShiftFields {
  if (!shift) {
    const startMs = Math.ceil(nowMs / HOUR_MS) * HOUR_MS;
    return { unitId: null, crew: [], start: minute(startMs, zone), end: minute(startMs + 8 * HOUR_MS, zone), note: '', reason: '' };
  }
  const { unit_id, crew, starts_at, ends_at, note, forced_reason } = shift;
  const at = (text: string) => minute(Date.parse(text), zone);
  return { unitId: unit_id, crew, start: at(starts_at), end: at(ends_at), note, reason: forced_reason };
}

/** What to save; null while something is missing or wrong. */
export function draftOf(fields: ShiftFields, zone: string): ShiftDraft | null {
  const startMs = momentOf(fields.start, zone);
  const endMs = momentOf(fields.end, zone);
  if (!fields.unitId || fields.crew.length === 0 || startMs === null || endMs === null || endMs <= startMs) return null;
  return {
    unit_id: fields.unitId,
    crew: fields.crew,
    starts_at: new Date(startMs).toISOString(),
    ends_at: new Date(endMs).toISOString(),
    note: fields.note.trim(),
    force_reason: fields.reason.trim(),
  };
}

/** Shifts by the day on which they begin (`2026-03-01`), in their order. */
export function byDay(shifts: readonly Shift[], zone: string): [string, Shift[]][] {
  const days = new Map<string, Shift[]>();
  for (const shift of shifts) {
    const day = localText(Date.parse(shift.starts_at), zone).slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), shift]);
  }
  return [...days].sort(([a], [b]) => a.localeCompare(b));
}
