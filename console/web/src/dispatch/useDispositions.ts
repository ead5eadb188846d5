import { useEffect, useState } from 'react';
import { type Guide, guides } from './incidentAsks';
import { dispositionsFor } from './lifecycle';

/** How an incident of the kind can end; the usual endings until the guides are here. */
export function useDispositions(kind: string): readonly string[] {
  const [known, setKnown] = useState<readonly Guide[]>([]);
  useEffect(() => {
    let isHere = true;
    guides().then((came) => isHere && setKnown(came), () => undefined);
    return () => {
      isHere = false;
    };
  }, []);
  return dispositionsFor(kind, known);
}
