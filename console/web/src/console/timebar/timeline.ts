import type { Span } from '../../api/shapes';

/** A stretch of wall-clock time in ms. */
export interface Window {
  startMs: number;
  endMs: number;
}

export interface Stretch {
  /** 0 at the window's start, 1 at its end. */
  from: number;
  to: number;
  state: Span['state'] | 'unknown';
  reason: string | null;
}

export interface Tick {
  atMs: number;
  share: number;
}

const STEPS_S = [15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400];

/** Where a moment lies in the window, 0 to 1 inside it. */
export function shareOf(window: Window, atMs: number): number {
  return (atMs - window.startMs) / (window.endMs - window.startMs);
}

/** The moment at a share of the window, kept inside it. */
export function momentAt(window: Window, share: number): number {
  return window.startMs + Math.min(1, Math.max(0, share)) * (window.endMs - window.startMs);
}

/** Spans cut to the window, in order; time that no span covers is `unknown`. */
export function stretchesOf(window: Window, spans: readonly Span[]): Stretch[] {
  const stretches: Stretch[] = [];
  let reached = 0;
  const sorted = [...spans].sort((a, b) => Date.parse(a.start) - Date.parse(b.start));
  for (const span of sorted) {
    const from = Math.max(reached, shareOf(window, Date.parse(span.start)));
    const to = Math.min(1, shareOf(window, Date.parse(span.end)));
    if (to <= from) continue;
    if (from - reached > 1e-6) stretches.push({ from: reached, to: from, state: 'unknown', reason: null });
    stretches.push({ from, to, state: span.state, reason: span.reason });
    reached = to;
  }
  if (1 - reached > 1e-6) stretches.push({ from: reached, to: 1, state: 'unknown', reason: null });
  return stretches;
}

/** The stretch at a share of the window. */
export function stretchAt(stretches: readonly Stretch[], share: number): Stretch | undefined {
  return stretches.find((stretch) => stretch.from <= share && share < stretch.to);
}

/** Round moments to label, at most `most` of them. */
export function ticksOf(window: Window, most: number): Tick[] {
  const lengthS = (window.endMs - window.startMs) / 1000;
  const stepMs = (STEPS_S.find((step) => lengthS / step <= most) ?? 86_400) * 1000;
  const ticks: Tick[] = [];
  for (let atMs = Math.ceil(window.startMs / stepMs) * stepMs; atMs <= window.endMs; atMs += stepMs) {
    ticks.push({ atMs, share: shareOf(window, atMs) });
  }
  return ticks;
}

const BEFORE_MS = 2_000;
const PLAY_MS = 10 * 60_000;

/** The stretch of recording to play when somebody points at a moment: from just before it, never into the future. */
export function playWindow(atMs: number, nowMs: number): Window {
  const startMs = Math.min(atMs - BEFORE_MS, nowMs - 5_000);
  return { startMs, endMs: Math.max(startMs + 5_000, Math.min(startMs + PLAY_MS, nowMs)) };
}
