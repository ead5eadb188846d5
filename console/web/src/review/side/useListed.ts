import { useCallback, useEffect, useState } from 'react';
import { asFault, type ApiFault } from '../../api/fault';

const AGAIN_MS = 15_000;

export interface Listed<Item> {
  /** Null until the first answer. */
  items: Item[] | null;
  fault: ApiFault | null;
  again: () => void;
}

/** A list from the room, asked for anew now and then and when told. `ask` must be stable. */
export function useListed<Item>(ask: () => Promise<Item[]>): Listed<Item> {
  const [items, setItems] = useState<Item[] | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const [turn, setTurn] = useState(0);
  useEffect(() => {
    let isHere = true;
    const load = () =>
      ask().then(
        (found) => {
          if (!isHere) return;
          setItems(found);
          setFault(null);
        },
        (thrown: unknown) => isHere && setFault(asFault(thrown)),
      );
    void load();
    const timer = setInterval(() => void load(), AGAIN_MS);
    return () => {
      isHere = false;
      clearInterval(timer);
    };
  }, [ask, turn]);
  return { items, fault, again: useCallback(() => setTurn((held) => held + 1), []) };
}
