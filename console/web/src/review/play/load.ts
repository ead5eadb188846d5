import type { Window } from '../../console/timebar/timeline';

const BEFORE_MS = 60_000;
const AFTER_MS = 10 * 60_000;
const REACH_MS = 20_000;

/** The stretch to ask a playlist for, so that playing on and small jumps back need no other. */
export function stretchFor(atMs: number, nowMs: number): Window {
  const startMs = Math.floor((atMs - BEFORE_MS) / 1000) * 1000;
  return { startMs, endMs: Math.max(startMs + 5_000, Math.min(atMs + AFTER_MS, nowMs)) };
}

/** Whether `atMs` can be played from what is loaded; near the end only when there is nothing further to load. */
export function isWithin(loaded: Window | null, atMs: number, nowMs: number): boolean {
  if (!loaded || atMs < loaded.startMs || atMs > loaded.endMs) return false;
  return atMs < loaded.endMs - REACH_MS || loaded.endMs >= nowMs - REACH_MS;
}
