/** What waits to be sent, on the phone itself (IndexedDB, for photos), so that a closed page loses no press. */

import type { Outbox } from './outbox';

const STORE = 'outbox';

/** The kept outbox of a unit; null when there is none or the browser keeps nothing. */
export function recallOutbox(unitId: string): Promise<Outbox | null> {
  return recall<Outbox>(unitId);
}

export function keepOutbox(unitId: string, box: Outbox): Promise<void> {
  return keep(unitId, box);
}

/** What was kept at a place; null when there is none or the browser keeps nothing. */
export async function recall<Thing>(place: string): Promise<Thing | null> {
  try {
    const database = await open();
    const found: unknown = await answer(database.transaction(STORE).objectStore(STORE).get(place));
    database.close();
    return (found as Thing | undefined) ?? null;
  } catch {
    return null; // private windows may refuse storage: the page then works from memory alone
  }
}

export async function keep(place: string, thing: unknown): Promise<void> {
  try {
    const database = await open();
    await answer(database.transaction(STORE, 'readwrite').objectStore(STORE).put(thing, place));
    database.close();
  } catch {
    // As above: memory alone.
  }
}

async function open(): Promise<IDBDatabase> {
  const asked = indexedDB.open('watchroom.unit', 1);
  asked.onupgradeneeded = () => asked.result.createObjectStore(STORE);
  return answer(asked);
}

function answer<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser keeps nothing'));
  });
}
