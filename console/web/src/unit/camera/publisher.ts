/** Keeps this phone's camera published until it is told to stop: what breaks is opened anew. */

import { create } from 'zustand';
import { asFault } from '../../api/fault';
import { closeLens, isOpen, openLens, type Facing } from './lens';
import { phaseOf, retryAfterMs, troubleOfCamera, troubleOfRoom, type Phase, type Publication, type Trouble } from './publication';
import { askPublication, NoH264, openWhip, type Whip } from './whip';

const ASK_MS = 2_000;
/** A broken connection may mend itself for so long. */
const MEND_MS = 4_000;

interface CameraStore {
  phase: Phase;
  trouble: Trouble | null;
  stream: MediaStream | null;
  facing: Facing;
  hasSound: boolean;
  /** What the room said last. */
  told: Publication | null;
  /** Since when the room has the picture, by the phone's clock. */
  liveSinceMs: number | null;
}

const OFF = { phase: 'off', stream: null, told: null, liveSinceMs: null } as const;

export const useCamera = create<CameraStore>(() => ({ ...OFF, trouble: null, facing: 'environment', hasSound: false }));

const set = useCamera.setState;
const get = useCamera.getState;

/** The present connection; a number tells a task of an earlier run that it is no longer wanted. */
let run = 0;
let whip: Whip | null = null;
let attempt = 0;
let retrying: ReturnType<typeof setTimeout> | undefined;
let asking: ReturnType<typeof setInterval> | undefined;
let brokenSinceMs: number | null = null;

/** Ask for the camera and publish it; harmless when that goes on already. */
export async function startCamera(): Promise<void> {
  if (get().phase !== 'off') return;
  run += 1;
  const mine = run;
  if (!window.isSecureContext || !navigator.mediaDevices) return set({ trouble: 'insecure' });
  set({ phase: 'asking', trouble: null });
  try {
    const stream = await openLens(get().facing, get().hasSound);
    if (mine !== run) return closeLens(stream);
    set({ stream });
  } catch (thrown) {
    if (mine === run) end(troubleOfCamera(thrown instanceof DOMException ? thrown.name : ''));
    return;
  }
  attempt = 0;
  asking = setInterval(() => void look(mine), ASK_MS);
  await connect(mine);
}

/** Stop publishing and let the camera go. */
export function stopCamera(): void {
  if (get().phase !== 'off') end(null);
}

/** With or without sound; a publication that began without any is opened anew to have it. */
export function setSound(hasSound: boolean): void {
  set({ hasSound });
  const tracks = get().stream?.getAudioTracks() ?? [];
  for (const track of tracks) track.enabled = hasSound;
  if (hasSound && get().stream && tracks.length === 0) void reopen(run);
}

/** The other camera of the phone. */
export async function turnCamera(): Promise<void> {
  const facing: Facing = get().facing === 'environment' ? 'user' : 'environment';
  const old = get().stream;
  set({ facing });
  if (!old) return;
  const mine = run;
  for (const track of old.getVideoTracks()) track.stop(); // most phones give out one camera at a time
  try {
    const fresh = await openLens(facing, false);
    const [track] = fresh.getVideoTracks();
    if (mine !== run || !track) return closeLens(fresh);
    await whip?.replace(track);
    set({ stream: new MediaStream([track, ...old.getAudioTracks()]) });
  } catch (thrown) {
    if (mine === run) end(troubleOfCamera(thrown instanceof DOMException ? thrown.name : ''));
  }
}

/** Try again now instead of later: the net, or the page, is back. */
export function hurryCamera(): void {
  if (get().phase === 'off' || get().phase === 'asking') return;
  const mine = run;
  if (!isOpen(get().stream)) void reopen(mine);
  else if (retrying !== undefined) {
    attempt = 0;
    void connect(mine);
  }
}

/** The page goes away: the room shall not wait for what will not come. */
export function leaveCamera(): void {
  whip?.close();
  whip = null;
}

async function connect(mine: number): Promise<void> {
  clearTimeout(retrying);
  retrying = undefined;
  const { stream } = get();
  if (mine !== run || !stream) return;
  whip?.close();
  whip = null;
  set({ phase: attempt === 0 && get().liveSinceMs === null ? 'connecting' : 'reconnecting' });
  try {
    const opened = await openWhip(stream);
    if (mine !== run) return opened.close();
    whip = opened;
    attempt = 0;
    brokenSinceMs = null;
    set({ phase: 'waiting' });
    opened.peer.onconnectionstatechange = () => void look(mine);
  } catch (thrown) {
    if (mine !== run) return;
    if (thrown instanceof NoH264) return end('no_h264');
    const trouble = troubleOfRoom(asFault(thrown).kind);
    if (trouble) return end(trouble);
    again(mine);
  }
}

function again(mine: number): void {
  set({ phase: 'reconnecting', liveSinceMs: null });
  // Every look at a broken connection comes here: were the next try put off each time, it would never come.
  if (retrying !== undefined) return;
  retrying = setTimeout(() => void connect(mine), retryAfterMs(attempt));
  attempt += 1;
}

/** See whether the picture still arrives, and where it does not, open anew. */
async function look(mine: number): Promise<void> {
  if (mine !== run || !whip) return;
  const watched = whip;
  const told = await askPublication().catch(() => null);
  if (mine !== run || whip !== watched) return;
  const state = watched.peer.connectionState;
  if (!isOpen(get().stream)) return reopen(mine);
  const phase = phaseOf(state === 'connected', told);
  if (told && !told.is_enabled) return end('switched_off');
  if (phase !== 'reconnecting') {
    brokenSinceMs = null;
    return set({ phase, told, liveSinceMs: phase === 'live' ? (get().liveSinceMs ?? Date.now()) : null });
  }
  brokenSinceMs ??= Date.now();
  const isNew = state === 'new' || state === 'connecting';
  set({ told, phase: isNew ? 'waiting' : 'reconnecting', liveSinceMs: null });
  if (state === 'failed' || state === 'closed' || Date.now() - brokenSinceMs >= MEND_MS) again(mine);
}

/** The phone took the camera away, as it does while it sleeps: ask for it again. */
async function reopen(mine: number): Promise<void> {
  closeLens(get().stream);
  try {
    const stream = await openLens(get().facing, get().hasSound);
    if (mine !== run) return closeLens(stream);
    set({ stream });
    attempt = 0;
    await connect(mine);
  } catch (thrown) {
    if (mine === run) end(troubleOfCamera(thrown instanceof DOMException ? thrown.name : ''));
  }
}

function end(trouble: Trouble | null): void {
  run += 1;
  clearTimeout(retrying);
  clearInterval(asking);
  retrying = asking = undefined;
  brokenSinceMs = null;
  whip?.close();
  whip = null;
  closeLens(get().stream);
  set({ ...OFF, trouble });
}
