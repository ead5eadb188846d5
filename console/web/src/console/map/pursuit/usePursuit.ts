import { useCallback, useEffect, useState } from 'react';
import { asFault } from '../../../api/fault';
import { pursuitOf } from './asks';
import type { Seen } from './pursuing';
import type { Pursuit } from './shapes';

const EVERY_MS = 3000;

interface Asked {
  pursuit: Pursuit | null;
  /** Why nothing is known; null while all is well. */
  refusal: string | null;
}

/** The pursuit as it grows while somebody is sought; the last one stays while the house does not answer. */
export function usePursuit(seen: Seen | null): Asked & { ask: () => void } {
  const key = seen && JSON.stringify(seen);
  const [held, setHeld] = useState<Asked & { key: string }>({ key: '', pursuit: null, refusal: null });
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    if (key === null) return;
    let isHere = true;
    const wanted = JSON.parse(key) as Seen;
    async function ask() {
      try {
        const pursuit = await pursuitOf(wanted);
        if (isHere) setHeld({ key: key ?? '', pursuit, refusal: null });
      } catch (thrown) {
        const refusal = asFault(thrown).message;
        if (isHere) setHeld((last) => ({ key: key ?? '', pursuit: last.key === key ? last.pursuit : null, refusal }));
      }
    }
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => {
      isHere = false;
      clearInterval(timer);
    };
  }, [key, asked]);
  const ask = useCallback(() => setAsked((count) => count + 1), []);
  return key !== null && held.key === key ? { pursuit: held.pursuit, refusal: held.refusal, ask } : { pursuit: null, refusal: null, ask };
}
