/** Sends the parcels, one at a time, and keeps trying; they are kept on the phone until the room has them. */

import { create } from 'zustand';
import { api, take } from '../../api/client';
import { asFault, type ApiFault } from '../../api/fault';
import { sessionEnded, useSession } from '../../session/session';
import { keep, recall } from '../outboxKeep';
import { withMessage } from '../home';
import { useUnit } from '../store';
import { nextParcel, type PanicParcel, type Parcel, put, retryAfterMs, without } from './parcel';

interface Parcels {
  waiting: readonly Parcel[];
  refused: readonly { parcel: Parcel; reason: string }[];
}

export const useParcels = create<Parcels>(() => ({ waiting: [], refused: [] }));

let isSending = false;
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Starts sending for a unit, with what was kept from the last time; the returned function stops it. */
export function startPostman(unitId: string): () => void {
  const place = `${unitId}:parcels`;
  let isKept = false;
  const wake = () => void drain();
  const stops = [
    useParcels.subscribe((now) => isKept && void keep(place, now.waiting)),
    useUnit.subscribe((now, before) => now.link.state === 'connected' && before.link.state !== 'connected' && wake()),
    useSession.subscribe((now, before) => now.status === 'signed_in' && before.status !== 'signed_in' && wake()),
  ];
  void recall<Parcel[]>(place).then((kept) => {
    isKept = true;
    useParcels.setState((now) => ({ waiting: now.waiting.reduce<Parcel[]>(put, kept ?? []) }));
    wake();
  });
  window.addEventListener('online', wake);
  return () => {
    for (const stop of stops) stop();
    window.removeEventListener('online', wake);
    clearTimeout(timer);
    useParcels.setState({ waiting: [], refused: [] });
  };
}

/** Gives a parcel to the post: it counts from now, whether or not the net is there. */
export function post(parcel: Parcel): void {
  useParcels.setState((now) => ({ waiting: put(now.waiting, parcel) }));
  failures = 0;
  void drain();
}

export function readRefusal(key: string): void {
  useParcels.setState((now) => ({ refused: now.refused.filter((each) => each.parcel.key !== key) }));
}

/** A key that no other parcel has. */
export function newKey(): string {
  return crypto.getRandomValues(new Uint32Array(3)).join('-'); // randomUUID needs a secure page
}

async function drain(): Promise<void> {
  if (isSending || useSession.getState().status !== 'signed_in') return;
  isSending = true;
  clearTimeout(timer);
  try {
    for (let parcel = nextParcel(useParcels.getState().waiting); parcel; parcel = nextParcel(useParcels.getState().waiting)) {
      const fault = await attempt(parcel);
      if (!fault) continue;
      if (fault.kind === 'unauthenticated') return sessionEnded();
      failures += 1;
      timer = setTimeout(() => void drain(), retryAfterMs(parcel, failures));
      return;
    }
  } finally {
    isSending = false;
  }
}

/** One try. Gives the fault when it makes sense to try again, null when the parcel is done with. */
async function attempt(parcel: Parcel): Promise<ApiFault | null> {
  try {
    await deliver(parcel);
    failures = 0;
  } catch (thrown) {
    const fault = asFault(thrown);
    // A cry for help is never given up: whatever is wrong with the room, it may be right in a moment.
    if (parcel.kind === 'panic' || mayWorkLater(fault)) return fault;
    useParcels.setState((now) => ({ refused: [...now.refused, { parcel, reason: fault.message }] }));
  }
  useParcels.setState((now) => ({ waiting: without(now.waiting, parcel.key) }));
  return null;
}

function mayWorkLater(fault: ApiFault): boolean {
  return ['offline', 'unavailable', 'unauthenticated', 'limited'].includes(fault.kind);
}

async function deliver(parcel: Parcel): Promise<void> {
  if (parcel.kind === 'panic') return pressPanic(parcel);
  const { key, text, at } = parcel;
  const message = await take(api.POST('/api/unit/messages', { body: { key, text, at } }));
  // The journal tells it too; shown at once, it does not seem lost in between.
  useUnit.setState(({ home }) => (home ? { home: withMessage(home, message) } : {}));
}

async function pressPanic({ key, at, lat, lon, accuracy_m }: PanicParcel): Promise<void> {
  const panic = await take(api.POST('/api/unit/panic', { body: { key, at, lat, lon, accuracy_m } }));
  // The journal tells it too; whoever is in need shall not wait for it.
  useUnit.setState(({ home }) => (home ? { home: { ...home, panic } } : {}));
}
