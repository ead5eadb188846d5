import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../../session/session';
import { useRoom } from '../../../state/store';
import { CoverageTools } from '../coverage/CoverageTools';
import { showCoverage } from '../coverage/placing';
import { askWhere, usePursuing } from '../pursuit/pursuing';
import { PursuitButton } from '../pursuit/PursuitButton';
import { PursuitTools } from '../pursuit/PursuitTools';
import type { RoomMap } from '../RoomMap';
import { collection, NOTHING, point } from '../shapes';
import { addPoint, startClosing, stopClosing, useClosing } from './closing';
import { ClosurePanel } from './ClosurePanel';
import { closureFeatures } from './drawing';
import { showFound, useFound } from './found';
import { PlaceSearch } from './PlaceSearch';
import { ReachPanel } from './ReachPanel';
import type { FoundPlace, ImportedMap, ReachFrom } from './shapes';
import { useReach } from './useReach';
import './roads.css';

const FOUND_ZOOM = 16;

interface Props {
  map: RoomMap | null;
  imported: ImportedMap | null | undefined;
  hasHouseMap: boolean;
  /** Whose reach may be shown. */
  unitId: string | null;
}

/** The unit's reach before that of the place that was searched for. */
function reachFrom(unitId: string | null, found: FoundPlace | null, kind: 'foot' | 'car'): ReachFrom | null {
  if (unitId !== null) return { unitId };
  return found && { lat: found.position.lat, lon: found.position.lon, kind };
}

/** What the imported map adds: search, reach, closures; or how to import one. */
export function RoadTools({ map, imported, hasHouseMap, unitId }: Props) {
  const { t } = useTranslation();
  const mayClose = usePermission('orders.give');
  const closuresById = useRoom((state) => state.room.closures);
  const closing = useClosing();
  const found = useFound((state) => state.place);
  const isPursuing = usePursuing((state) => state.isOn);
  const [isReach, setReach] = useState(false);
  const [kind, setKind] = useState<'foot' | 'car'>('car');
  const from = reachFrom(unitId, found, kind);
  const reach = useReach(imported && isReach ? from : null);

  const closures = useMemo(
    () => closureFeatures(Object.values(closuresById), closing.shape, closing.points),
    [closuresById, closing.shape, closing.points],
  );
  useEffect(() => map?.put('closures', closures), [map, closures]);

  useEffect(() => {
    const named = reach.features.map((feature) => {
      const label = t('roads:reach_minutes', { minutes: String(feature.properties?.['minutes']) });
      return { ...feature, properties: { ...feature.properties, label } };
    });
    map?.put('reach', collection(named));
  }, [map, reach, t]);

  useEffect(() => {
    map?.takePlaces(closing.isOn ? addPoint : null);
    return () => map?.takePlaces(null);
  }, [map, closing.isOn]);

  useEffect(() => {
    map?.put('found', found ? collection([point(found.position, { label: found.name })]) : NOTHING);
    if (found) map?.flyTo(found.position, FOUND_ZOOM);
  }, [map, found]);

  function close() {
    showCoverage(false); // one thing at a time takes presses on the map
    askWhere(false);
    startClosing();
  }

  if (!imported) {
    return (
      <>
        <div className="map-top">
          {imported === null && !hasHouseMap && (
            <p className="map-note">
              {t('console:map.none')} {t('roads:none')}
            </p>
          )}
          {!isPursuing && <CoverageTools map={map} />}
          {imported === null && <PursuitTools map={map} hasRoads={false} />}
        </div>
        {imported === null && <PursuitButton />}
      </>
    );
  }
  return (
    <>
      <div className="map-top">
        <PlaceSearch onChoose={showFound} />
        {!closing.isOn && !isPursuing && <CoverageTools map={map} />}
        <PursuitTools map={map} hasRoads />
        {closing.isOn && <ClosurePanel />}
        {isReach && unitId === null && found && <ReachPanel place={found.name} kind={kind} onKind={setKind} />}
      </div>
      <div className="map-tools map-road-tools">
        <button
          type="button"
          className="map-tool"
          aria-pressed={isReach}
          disabled={!isReach && from === null}
          onClick={() => setReach(!isReach)}
          title={t(from === null ? 'roads:reach_none' : 'roads:reach')}
          aria-label={t('roads:reach')}
        >
          <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.400">
            <circle cx="8" cy="8" r="1.500" fill="currentColor" />
            <circle cx="8" cy="8" r="4" />
            <circle cx="8" cy="8" r="7" strokeDasharray="2.500 1.800" />
          </svg>
        </button>
        {mayClose && (
          <button
            type="button"
            className="map-tool"
            aria-pressed={closing.isOn}
            onClick={closing.isOn ? stopClosing : close}
            title={t('roads:closures')}
            aria-label={t('roads:closures')}
          >
            <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true" fill="none" stroke="currentColor" strokeWidth="1.600">
              <circle cx="8" cy="8" r="6.500" />
              <path d="M4 8h8" strokeWidth="2.400" />
            </svg>
          </button>
        )}
      </div>
      <PursuitButton />
    </>
  );
}
