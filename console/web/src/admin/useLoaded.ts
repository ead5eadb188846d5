import { useCallback, useEffect, useRef, useState } from 'react';
import { asFault, type ApiFault } from '../api/fault';
import { sessionEnded } from '../session/session';

export interface Loaded<Data> {
  data: Data | null;
  /** The last try's fault; the data of an earlier try stays. */
  fault: ApiFault | null;
  reload: () => void;
}

/** Loads with `ask` now, again every `everyS` seconds while the page is in front, and whenever `reload` is called. */
export function useLoaded<Data>(ask: () => Promise<Data>, everyS?: number): Loaded<Data> {
  const [data, setData] = useState<Data | null>(null);
  const [fault, setFault] = useState<ApiFault | null>(null);
  const newest = useRef(0);

  const reload = useCallback(() => {
    const turn = (newest.current += 1);
    ask().then(
      (got) => {
        if (turn !== newest.current) return;
        setData(got);
        setFault(null);
      },
      (thrown: unknown) => {
        const found = asFault(thrown);
        if (found.kind === 'unauthenticated') sessionEnded();
        if (turn === newest.current) setFault(found);
      },
    );
  }, [ask]);

  useEffect(() => {
    reload();
    if (!everyS) return;
    const timer = setInterval(() => document.visibilityState === 'visible' && reload(), everyS * 1000);
    return () => clearInterval(timer);
  }, [reload, everyS]);

  return { data, fault, reload };
}
