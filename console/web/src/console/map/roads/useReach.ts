import type { FeatureCollection } from 'geojson';
import i18next from 'i18next';
import { useEffect, useState } from 'react';
import { tellFault } from '../../../ui/notify';
import { NOTHING } from '../shapes';
import { reachOf } from './asks';
import type { ReachFrom } from './shapes';

const EVERY_MS = 15_000;

/** What is reached from there in 1, 3 and 5 minutes while it is shown; nothing otherwise. */
export function useReach(from: ReachFrom | null): FeatureCollection {
  const key = from && JSON.stringify(from);
  const [held, setHeld] = useState<{ key: string; reach: FeatureCollection } | null>(null);
  useEffect(() => {
    if (key === null) return;
    let isHere = true;
    const origin = JSON.parse(key) as ReachFrom;
    const ask = () => reachOf(origin).then((reach) => isHere && setHeld({ key, reach }));
    ask().catch((thrown: unknown) => tellFault(i18next.t('roads:reach_failed'), thrown));
    const timer = setInterval(() => void ask().catch(() => undefined), EVERY_MS);
    return () => {
      isHere = false;
      clearInterval(timer);
    };
  }, [key]);
  return key !== null && held?.key === key ? held.reach : NOTHING;
}
