import type { FeatureCollection } from 'geojson';
import { useEffect, useMemo, useState } from 'react';
import type { Place, Unit } from '../../../api/shapes';
import { NOTHING } from '../shapes';
import { wayOf } from './asks';
import { wayFeatures } from './drawing';
import type { Way } from './shapes';

const EVERY_MS = 10_000;

/** The way of a unit to a place: at once as a straight line, then on the roads. */
export function useWay(unit: Unit | undefined, target: Place | null, hasRoads: boolean): FeatureCollection {
  const [held, setHeld] = useState<{ key: string; way: Way | null } | null>(null);
  const unitId = unit?.id;
  const { lat, lon } = target ?? {};
  const key = `${unitId} ${lat} ${lon}`;

  useEffect(() => {
    if (!hasRoads || unitId === undefined || lat === undefined || lon === undefined) return;
    let isHere = true;
    const ask = () =>
      wayOf(unitId, { lat, lon }).then(
        (way) => isHere && setHeld({ key, way }),
        () => undefined, // the straight line stays
      );
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => {
      isHere = false;
      clearInterval(timer);
    };
  }, [hasRoads, unitId, lat, lon, key]);

  const from = unit?.fix?.position;
  const way = held?.key === key ? held.way : null;
  return useMemo(
    () => (from && lat !== undefined && lon !== undefined ? wayFeatures(from, { lat, lon }, way) : NOTHING),
    [from, lat, lon, way],
  );
}
