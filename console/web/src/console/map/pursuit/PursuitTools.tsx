import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoom } from '../../../state/store';
import type { RoomMap } from '../RoomMap';
import { seenAt, usePursuing } from './pursuing';
import { pursuitFeatures } from './pursuit';
import { PursuitPanel } from './PursuitPanel';
import { usePursuit } from './usePursuit';
import './pursuit.css';

interface Props {
  map: RoomMap | null;
  hasRoads: boolean;
}

/** A pursuit while one is on: its panel, and what it draws. */
export function PursuitTools({ map, hasRoads }: Props) {
  const { t } = useTranslation();
  const { isOn, isTaking, at, sinceMs, kind } = usePursuing();
  const seen = useMemo(() => (isOn && hasRoads && at ? { at, sinceMs, kind } : null), [isOn, hasRoads, at, sinceMs, kind]);
  const { pursuit, refusal, ask } = usePursuit(seen);

  useEffect(() => {
    if (!isTaking) return;
    map?.takePlaces((place) => seenAt(place, useRoom.getState().clockOffsetMs + Date.now()));
    return () => map?.takePlaces(null);
  }, [map, isTaking]);

  const features = useMemo(() => pursuitFeatures(isOn ? at : null, pursuit, t('pursuit:seen')), [isOn, at, pursuit, t]);
  useEffect(() => map?.put('pursuit', features), [map, features]);
  useEffect(() => {
    if (at) map?.reveal(at.lon, at.lat);
  }, [map, at]);

  return isOn && <PursuitPanel hasRoads={hasRoads} pursuit={pursuit} refusal={refusal} onChanged={ask} />;
}
