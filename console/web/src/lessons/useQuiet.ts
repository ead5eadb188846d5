import { useEffect, useMemo, useState } from 'react';
import type { WatchEvent } from '../api/shapes';
import { serverNow, useRoom } from '../state/store';
import { quietEvents } from './asks';
import { QUIET_MS, quietOf } from './quiet';

const AGAIN_MS = 60_000;

/** What was kept quiet in the last day and waits for nobody. A refused question leaves what the room knows. */
export function useQuiet(): WatchEvent[] {
  const room = useRoom((state) => state.room.events);
  const isLoaded = useRoom((state) => state.isLoaded);
  const [loaded, setLoaded] = useState<WatchEvent[]>([]);
  useEffect(() => {
    if (!isLoaded) return;
    let isHere = true;
    const load = () =>
      quietEvents(serverNow() - QUIET_MS).then(
        (found) => isHere && setLoaded(found),
        () => undefined,
      );
    void load();
    const timer = setInterval(() => void load(), AGAIN_MS);
    return () => {
      isHere = false;
      clearInterval(timer);
    };
  }, [isLoaded]);
  return useMemo(() => quietOf(loaded, room, serverNow()), [loaded, room]);
}
