import type { Span } from '../api/shapes';
import { dateTime, clockTime, zoneName } from '../time/format';
import type { Export, ExportState } from './shapes';

const OPEN: readonly ExportState[] = ['queued', 'running', 'cancelling'];

export const isOpen = (one: Export): boolean => OPEN.includes(one.state);

/** The loaded exports with what the stream told since, newest first. */
export function merged(loaded: readonly Export[], told: Readonly<Record<string, Export>>): Export[] {
  const byId = new Map(loaded.map((one) => [one.id, one]));
  for (const one of Object.values(told)) byId.set(one.id, one);
  return [...byId.values()].sort((a, b) => Date.parse(b.requested_at) - Date.parse(a.requested_at));
}

/** `2026-03-01 14:32:07 – 14:40:00 UTC+8`, with the second date where it is another. */
export function rangeText(start: string, end: string, zone: string): string {
  const first = dateTime(start, zone);
  const isSameDay = first.slice(0, 10) === dateTime(end, zone).slice(0, 10);
  return `${first} – ${isSameDay ? clockTime(end, zone) : dateTime(end, zone)} ${zoneName(new Date(start), zone)}`;
}

/** `640 kB`, `12.4 MB`, `3.1 GB` */
export function sizeText(bytes: number): string {
  if (bytes < 1e6) return `${Math.max(1, Math.round(bytes / 1e3))} kB`;
  return bytes < 1e9 ? `${(bytes / 1e6).toFixed(1)} MB` : `${(bytes / 1e9).toFixed(1)} GB`;
}

export interface Lacking {
  seconds: number;
  /** How many stretches without footage. */
  gaps: number;
}

/** How much of [startMs, endMs) has no footage. Time that the ledger does not tell of counts as none. */
export function lacking(spans: readonly Span[], startMs: number, endMs: number): Lacking {
  let heldMs = 0;
  let gaps = 0;
  let lastMs = startMs;
  for (const span of spans) {
    if (span.state !== 'recorded' && span.state !== 'held') continue;
    const fromMs = Math.max(startMs, Date.parse(span.start));
    const toMs = Math.min(endMs, Date.parse(span.end));
    if (toMs <= fromMs) continue;
    if (fromMs > lastMs) gaps += 1;
    heldMs += toMs - fromMs;
    lastMs = toMs;
  }
  if (lastMs < endMs) gaps += 1;
  return { seconds: (endMs - startMs - heldMs) / 1000, gaps };
}
