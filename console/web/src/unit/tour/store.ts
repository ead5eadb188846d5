/** What the phone knows of tours, and the proofs that wait on it. */
import { create } from 'zustand';
import { api, take } from '../../api/client';
import type { components } from '../../api/types';
import { asFault } from '../../api/fault';
import { useUnit } from '../store';
import { codeIn, EMPTY_BOX, putScan, refusedScan, type ScanBox, type ScanDraft, sentScan } from './scanBox';

export type OwnTours = components['schemas']['OwnTours'];

const AGAIN_MS = 5_000;

interface TourStore {
  own: OwnTours | null;
  box: ScanBox;
}

export const useTour = create<TourStore>(() => ({ own: null, box: EMPTY_BOX }));

const keyOf = (unitId: string) => `watchroom.scans.${unitId}`;
let isSending = false;

/** Loads the tours; without a line the last answer stays. */
export async function loadTours(): Promise<void> {
  const own = await take(api.GET('/api/unit/tours')).catch(() => null);
  if (own) useTour.setState({ own });
}

export async function startTour(tour_id: string): Promise<void> {
  await take(api.POST('/api/unit/tours/start', { body: { tour_id } }));
  await loadTours();
}

export async function stopTour(): Promise<void> {
  await take(api.POST('/api/unit/tours/stop', { body: { reason: '' } }));
  await loadTours();
}

export function changeScans(change: (box: ScanBox) => ScanBox): void {
  useTour.setState((now) => ({ box: change(now.box) }));
}

/** A proof: it counts from now, whether or not the net is there. */
export function prove(via: ScanDraft['via'], what: { code?: string; checkpointId?: string }): void {
  const { fix } = useUnit.getState();
  const key = crypto.getRandomValues(new Uint32Array(3)).join('-'); // randomUUID needs a secure page
  const position = fix ? { lat: fix.lat, lon: fix.lon } : null;
  const at = new Date().toISOString();
  const code = what.code === undefined ? null : codeIn(what.code);
  changeScans((box) => putScan(box, { key, via, at, code, checkpoint_id: what.checkpointId ?? null, position, accuracy_m: fix?.accuracy_m ?? null }));
  navigator.vibrate?.([40, 60, 40]);
  void sendScans();
}

/** Sends what waits, in order; what the net does not take stays. */
export async function sendScans(): Promise<void> {
  if (isSending) return;
  isSending = true;
  try {
    for (let scan = useTour.getState().box.waiting[0]; scan; scan = useTour.getState().box.waiting[0]) {
      const { key } = scan;
      try {
        await take(api.POST('/api/unit/scans', { body: scan }));
        changeScans((box) => sentScan(box, key));
      } catch (thrown) {
        const fault = asFault(thrown);
        if (['offline', 'unavailable', 'unauthenticated', 'limited'].includes(fault.kind)) return;
        changeScans((box) => refusedScan(box, key, fault.message));
      }
    }
    await loadTours();
  } finally {
    isSending = false;
  }
}

/** Keeps the proofs on the phone and sends them whenever there is a line; the returned function stops it. */
export function keepScans(unitId: string): () => void {
  try {
    const kept = localStorage.getItem(keyOf(unitId));
    if (kept) useTour.setState({ box: JSON.parse(kept) as ScanBox });
  } catch {
    // A phone that keeps nothing works from memory alone.
  }
  const stop = useTour.subscribe((now, before) => {
    if (now.box === before.box) return;
    try {
      localStorage.setItem(keyOf(unitId), JSON.stringify(now.box));
    } catch {
      // As above.
    }
  });
  const wake = () => void sendScans();
  const timer = setInterval(() => useTour.getState().box.waiting.length > 0 && wake(), AGAIN_MS);
  window.addEventListener('online', wake);
  wake();
  return () => {
    stop();
    clearInterval(timer);
    window.removeEventListener('online', wake);
  };
}
