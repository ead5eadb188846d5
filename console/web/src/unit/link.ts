/**
 * The line to the room: the whole picture first, then the stream from there; again from the start whenever it breaks.
 * A line on which nothing was heard for 7 s counts as lost (the room's heartbeat is every 5 s).
 */

import { api, send, take } from '../api/client';
import { asFault } from '../api/fault';
import { sessionEnded } from '../session/session';
import { MessageCutter } from '../state/sse';
import { clockOffsetMs } from './clock';
import { isIncomplete } from './home';
import type { StreamEntry } from './shapes';
import { foldEntry, replaceHome, setLink, useUnit } from './store';

const QUIET_MS = 7_000;
const AGAIN_MS = [500, 1000, 2000, 4000];

/** Opens the line; the returned function closes it for good. */
export function openLink(): () => void {
  const closing = new AbortController();
  void keepOpen(closing.signal);
  return () => closing.abort();
}

/** Fetches the whole picture. Throws an `ApiFault`. */
export async function loadHome(): Promise<void> {
  const askedMs = Date.now();
  const asked = api.GET('/api/unit/home');
  const home = await take(asked);
  const date = (await asked).response.headers.get('Date');
  useUnit.setState({ offsetMs: clockOffsetMs(date, askedMs, Date.now()) });
  replaceHome(home);
}

async function keepOpen(closing: AbortSignal): Promise<void> {
  let failures = 0;
  while (!closing.aborted) {
    try {
      await loadHome();
      await follow(closing, () => {
        failures = 0;
        setLink('connected');
      });
    } catch (thrown) {
      if (asFault(thrown).kind === 'unauthenticated' && !closing.aborted) {
        sessionEnded();
        return;
      }
    }
    if (closing.aborted) return;
    setLink('lost');
    await pause(AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)] ?? 4000, closing);
    failures += 1;
  }
}

/** Reads the stream until it ends, goes quiet or the phone loses its net. */
async function follow(closing: AbortSignal, onHeard: () => void): Promise<void> {
  const broken = new AbortController();
  const breakOff = () => broken.abort();
  let quiet = setTimeout(breakOff, QUIET_MS);
  window.addEventListener('offline', breakOff);
  closing.addEventListener('abort', breakOff);
  try {
    const after = useUnit.getState().home?.sequence ?? 0;
    const response = await send(`/api/stream?after=${after}`, { signal: broken.signal });
    const reader = response.body?.getReader();
    const text = new TextDecoder();
    const cutter = new MessageCutter();
    onHeard();
    for (;;) {
      const part = await reader?.read();
      if (!part || part.done) return;
      clearTimeout(quiet);
      quiet = setTimeout(breakOff, QUIET_MS);
      onHeard();
      for (const message of cutter.push(text.decode(part.value, { stream: true }))) {
        if (message.name === 'reset') return;
        if (message.name && message.id) foldEntry(JSON.parse(message.data) as StreamEntry);
      }
      const home = useUnit.getState().home;
      if (home && isIncomplete(home)) await loadHome();
    }
  } finally {
    clearTimeout(quiet);
    breakOff();
    window.removeEventListener('offline', breakOff);
    closing.removeEventListener('abort', breakOff);
  }
}

/** Waits; the phone's own word that the net is back ends the wait. */
function pause(delayMs: number, closing: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      window.removeEventListener('online', done);
      closing.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, delayMs);
    window.addEventListener('online', done);
    closing.addEventListener('abort', done);
  });
}
