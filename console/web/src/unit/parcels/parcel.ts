/**
 * What goes to the room as it is, whatever the orders do: panics and messages. Oldest first, panics before all. Each
 * has its own key, by which the room counts it once, however often it is sent. Pure: `postman.ts` does the I/O.
 */

export interface PanicParcel {
  kind: 'panic';
  key: string;
  /** The phone's time of the press, RFC 3339. */
  at: string;
  lat?: number;
  lon?: number;
  accuracy_m?: number;
}

export interface MessageParcel {
  kind: 'message';
  key: string;
  at: string;
  text: string;
}

export type Parcel = PanicParcel | MessageParcel;

const URGENT_RETRY_MS = 2_000;
const LONGEST_RETRY_MS = 15_000;

export function put(waiting: readonly Parcel[], parcel: Parcel): Parcel[] {
  return waiting.some((each) => each.key === parcel.key) ? [...waiting] : [...waiting, parcel];
}

export function without(waiting: readonly Parcel[], key: string): Parcel[] {
  return waiting.filter((each) => each.key !== key);
}

/** The next to send; null when nothing waits. */
export function nextParcel(waiting: readonly Parcel[]): Parcel | null {
  return waiting.find((each) => each.kind === 'panic') ?? waiting[0] ?? null;
}

/** The pause before the next try: a panic does not wait for a growing pause. */
export function retryAfterMs(parcel: Parcel, failures: number): number {
  if (parcel.kind === 'panic') return URGENT_RETRY_MS;
  return Math.min(LONGEST_RETRY_MS, 1_000 * 2 ** Math.max(0, failures - 1));
}
