import type { FeatureCollection } from 'geojson';
import { useMantineColorScheme } from '@mantine/core';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Place } from '../../api/shapes';
import type { Room } from '../../state/room';
import { useRoom } from '../../state/store';
import { houseMap } from '../asks';
import { useKindWord } from '../useKindWord';
import { useRecommended } from '../incident/recommended';
import { select, useSelection } from '../selection';
import { useSettled } from '../settled';
import { standingFeatures, viewFeatures } from './features';
import { MapLegend } from './MapLegend';
import { RoomMap } from './RoomMap';
import { AttributionMark } from './roads/AttributionMark';
import { RoadTools } from './roads/RoadTools';
import { useImportedMap } from './roads/useImportedMap';
import { useWay } from './roads/useWay';
import { boundsOf, grid, NOTHING } from './shapes';
import { HeatTool } from './heat/HeatTool';
import { usePatrolLayer } from './patrols/usePatrolLayer';
import { useUnitLayer } from './useUnitLayer';
import './map.css';

/** Everything that has a place. */
function placesOf(room: Room): Place[] {
  const cameras = Object.values(room.cameras).map((camera) => camera.position);
  const units = Object.values(room.units).map((unit) => (unit.status === 'off_duty' ? null : unit.fix?.position));
  return [...cameras, ...units].filter((place) => place !== null && place !== undefined);
}

function fitAll(map: RoomMap | null, isGentle: boolean): boolean {
  const bounds = boundsOf(placesOf(useRoom.getState().room));
  return bounds !== null && map !== null && map.fit(bounds, isGentle);
}

/** The calm middle: where everything is, and what is selected. */
export function MapPanel() {
  const { t, i18n } = useTranslation();
  const kindWord = useKindWord();
  const holder = useRef<HTMLDivElement>(null);
  const [map, setMap] = useState<RoomMap | null>(null);
  const [base, setBase] = useState<FeatureCollection | null | undefined>(undefined);
  const { colorScheme } = useMantineColorScheme();
  const room = useRoom((state) => state.room);
  const isLoaded = useRoom((state) => state.isLoaded);
  const { selected, cameraId } = useSettled();
  const place = useSelection((state) => state.place);
  const goingId = useRecommended((state) => state.pointedId ?? state.unitId);
  const imported = useImportedMap();
  const isFitted = useRef(false);

  useEffect(() => {
    if (!holder.current) return;
    const made = new RoomMap(holder.current, select);
    setMap(made);
    return () => made.remove();
  }, []);

  useEffect(() => {
    houseMap().then(setBase, () => setBase(null));
  }, []);

  useEffect(() => {
    if (!map || base === undefined || imported === undefined || !isLoaded) return;
    const [first] = placesOf(useRoom.getState().room);
    const house = base ?? (imported ? NOTHING : grid(first ?? { lat: 0, lon: 0 }, 100, 60));
    map.setGround(house, i18n.language, imported);
  }, [map, base, imported, colorScheme, i18n.language, isLoaded]);

  useEffect(() => {
    if (isLoaded && !isFitted.current) isFitted.current = fitAll(map, false);
  }, [map, isLoaded, place]);

  const { cameras, events, incidents } = room;
  const views = useMemo(() => viewFeatures({ cameras, events } as Room, cameraId), [cameras, events, cameraId]);
  const standing = useMemo(
    () => standingFeatures({ cameras, events, incidents } as Room, selected, cameraId, kindWord),
    [cameras, events, incidents, selected, cameraId, kindWord],
  );
  useEffect(() => map?.put('views', views), [map, views]);
  useEffect(() => map?.put('standing', standing), [map, standing]);
  useUnitLayer(map, selected);
  usePatrolLayer(map);

  const target = selected?.kind === 'incident' ? (incidents[selected.id]?.position ?? null) : null;
  const way = useWay(goingId ? room.units[goingId] : undefined, target, Boolean(imported));
  useEffect(() => map?.put('way', way), [map, way]);

  useEffect(() => {
    const { room: now } = useRoom.getState();
    const event = selected?.kind === 'event' ? now.events[selected.id] : undefined;
    const spot =
      selected?.kind === 'incident'
        ? now.incidents[selected.id]?.position
        : selected?.kind === 'unit'
          ? now.units[selected.id]?.fix?.position
          : (event?.position ?? now.cameras[event?.camera_id ?? selected?.id ?? '']?.position);
    if (spot) map?.reveal(spot.lon, spot.lat);
  }, [map, selected]);

  return (
    <section className="map" aria-label={t('console:map.title')}>
      <div ref={holder} className="map-canvas" />
      <RoadTools map={map} imported={imported} hasHouseMap={base !== null} unitId={selected?.kind === 'unit' ? selected.id : goingId} />
      <div className="map-tools">
        <button type="button" className="map-tool" onClick={() => map?.zoomBy(1)} aria-label={t('console:map.nearer')}>+</button>
        <button type="button" className="map-tool" onClick={() => map?.zoomBy(-1)} aria-label={t('console:map.farther')}>−</button>
        <button type="button" className="map-tool" onClick={() => fitAll(map, true)} title={t('console:map.fit')} aria-label={t('console:map.fit')}>
          <svg width="14" height="14" viewBox="0 0 14 14" aria-hidden="true">
            <path d="M1 5V1h4M9 1h4v4M13 9v4H9M5 13H1V9" fill="none" stroke="currentColor" strokeWidth="1.500" />
          </svg>
        </button>
      </div>
      <HeatTool map={map} />
      <MapLegend />
      {imported && <AttributionMark text={imported.attribution} />}
    </section>
  );
}
