import type { FeatureCollection } from 'geojson';
import i18next from 'i18next';
import { useEffect, useState } from 'react';
import { tellFault } from '../../../ui/notify';
import { NOTHING } from '../shapes';
import { reachOf } from './asks';

const EVERY_MS = 15_000;

/** What the unit reaches in 1, 3 and 5 minutes while it is shown; nothing otherwise. */
export function useReach(unitId: string | null): FeatureCollection {
  const [held, setHeld] = useState<{ unitId: string; reach: FeatureCollection } | null>(null);
  useEffect(() => {
    if (unitId === null) return;
    let isHere = true;
    const ask = () => reachOf(unitId).then((reach) => isHere && setHeld({ unitId, reach }));
    ask().catch((thrown: unknown) => tellFault(i18next.t('roads:reach_failed'), thrown));
    const timer = setInterval(() => void ask().catch(() => undefined), EVERY_MS);
    return () => {
      isHere = false;
      clearInterval(timer);
    };
  }, [unitId]);
  return unitId !== null && held?.unitId === unitId ? held.reach : NOTHING;
}
