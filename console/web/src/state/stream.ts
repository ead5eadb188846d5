import { api, take } from '../api/client';
import { asFault, faultOf } from '../api/fault';
import type { StreamEntry, TrackBoxes, UnitPositions } from '../api/shapes';
import { sessionEnded } from '../session/session';
import { boxBoard } from './boxes';
import { roomOf } from './room';
import { MessageCutter, type Message } from './sse';
import { applyAll, useRoom } from './store';

/** The server beats every 5 s; a silence this long means the connection is dead though nobody said so. */
const SILENCE_MS = 8_000;
const RETRY_MS = [300, 1000, 2000, 4000];

/** Follow the room until `signal` aborts: state first, then every change after it; starts again after a loss. */
export async function followRoom(signal: AbortSignal): Promise<void> {
  let failures = 0;
  let heardMs = Date.now();
  while (!signal.aborted) {
    let isLost = false;
    try {
      if (!useRoom.getState().isLoaded) await loadState();
      await readStream(signal, () => {
        failures = 0;
        heardMs = Date.now();
      });
    } catch (thrown) {
      isLost = true;
      if (asFault(thrown).kind === 'unauthenticated') sessionEnded();
    }
    if (signal.aborted) return;
    const lostSince = heardMs;
    if (isLost) useRoom.setState((held) => ({ link: 'lost', lostSince: held.lostSince ?? lostSince }));
    await pause(RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)] ?? 4000, signal);
  }
}

/** Load the room's state; raises a fault. */
export async function loadState(): Promise<void> {
  const asked = Date.now();
  const state = await take(api.GET('/api/state'));
  const received = Date.now();
  const clockOffsetMs = Date.parse(state.at) - (asked + received) / 2;
  useRoom.setState({ room: roomOf(state), isLoaded: true, clockOffsetMs });
}

/** Read one connection until it ends, falls silent or tells us to start over. */
async function readStream(signal: AbortSignal, onAlive: () => void): Promise<void> {
  const stop = new AbortController();
  const end = () => stop.abort();
  signal.addEventListener('abort', end);
  let watchdog = setTimeout(end, SILENCE_MS);
  try {
    const response = await fetch(`/api/stream?after=${useRoom.getState().room.sequence}`, {
      headers: { Accept: 'text/event-stream' },
      credentials: 'same-origin',
      signal: stop.signal,
    });
    if (!response.ok || !response.body) throw faultOf(await response.json().catch(() => ''), response.status);
    useRoom.setState({ link: 'live', lostSince: null });
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    const cutter = new MessageCutter();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      onAlive();
      clearTimeout(watchdog);
      watchdog = setTimeout(end, SILENCE_MS);
      if (!deliver(cutter.push(value))) return;
    }
  } finally {
    clearTimeout(watchdog);
    signal.removeEventListener('abort', end);
    stop.abort();
  }
}

/** Returns false when the server asks to load the state again. */
function deliver(messages: readonly Message[]): boolean {
  const entries: StreamEntry[] = [];
  const positions: UnitPositions[] = [];
  let goesOn = true;
  for (const { name, id, data } of messages) {
    if (name === 'reset') goesOn = false;
    else if (name === 'boxes') boxBoard.put(JSON.parse(data) as TrackBoxes);
    else if (name === 'positions') positions.push(JSON.parse(data) as UnitPositions);
    else if (name !== null && id !== null) entries.push(JSON.parse(data) as StreamEntry);
  }
  applyAll(entries, positions);
  if (!goesOn) useRoom.setState({ isLoaded: false });
  return goesOn;
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
