import { useCallback, useEffect, useState } from 'react';
import { coverageNow } from './asks';
import type { Coverage } from './shapes';

const EVERY_MS = 5000;

/** Coverage as it is, and a way to ask anew at once. The last one stays while the house does not answer. */
export function useCoverage(): [Coverage | null, () => void] {
  const [coverage, setCoverage] = useState<Coverage | null>(null);
  const [asked, setAsked] = useState(0);
  useEffect(() => {
    let isHere = true;
    const ask = () => coverageNow().then((came) => isHere && setCoverage(came), () => undefined);
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => {
      isHere = false;
      clearInterval(timer);
    };
  }, [asked]);
  return [coverage, useCallback(() => setAsked((count) => count + 1), [])];
}
