import { type GeoJSONSource, Marker } from 'maplibre-gl';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { tokenColour } from '../../unit/basemap';
import { bearingDeg, distanceM } from '../../unit/way';
import { middleOf } from '../mapStart';
import type { Camera, Place } from '../shapes';
import { useSetUpMap } from '../useSetUpMap';
import { destination, wedgeRing, wholeBearing } from '../wedge';
import type { CameraForm } from './cameraForm';

interface Props {
  form: CameraForm;
  onChange: (part: Partial<CameraForm>) => void;
  others: readonly Camera[];
}

/** Click to place the camera, drag it to move it, drag the round handle to turn it and set its range. */
export function CameraPlaceMap({ form, onChange, others }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const placed = others.flatMap((camera) => (camera.position ? [camera.position] : []));
  const map = useSetUpMap(box, {
    start: form.position ?? middleOf(placed),
    zoom: 17,
    onClick: (position) => onChange({ position }),
  });
  const camera = useRef<Marker>(null);
  const handle = useRef<Marker>(null);
  const newest = useRef({ form, onChange });
  useEffect(() => {
    newest.current = { form, onChange };
  });

  useEffect(() => {
    if (!map) return;
    addWedgeLayers(map);
    const mark = (className: string) => {
      const element = document.createElement('div');
      element.className = className;
      return new Marker({ element, draggable: true });
    };
    const here = mark('pin-camera');
    const turn = mark('pin-turn');
    const placeOf = (marker: Marker): Place => ({ lat: marker.getLngLat().lat, lon: marker.getLngLat().lng });
    here.on('drag', () => newest.current.onChange({ position: placeOf(here) }));
    turn.on('drag', () => {
      const from = newest.current.form.position;
      if (!from) return;
      const to = placeOf(turn);
      const rangeM = Math.min(5000, Math.max(5, Math.round(distanceM(from, to))));
      newest.current.onChange({ bearingDeg: wholeBearing(bearingDeg(from, to)), rangeM });
    });
    camera.current = here;
    handle.current = turn;
    return () => {
      here.remove();
      turn.remove();
      camera.current = handle.current = null;
    };
  }, [map]);

  useEffect(() => {
    if (!map || !form.position || !camera.current || !handle.current) return;
    const { position, bearingDeg: bearing, viewAngleDeg, rangeM } = form;
    const tip = destination(position, bearing, rangeM);
    camera.current.setLngLat([position.lon, position.lat]).addTo(map);
    handle.current.setLngLat([tip.lon, tip.lat]).addTo(map);
    const ring = wedgeRing({ position, bearingDeg: bearing, viewAngleDeg, rangeM });
    map.getSource<GeoJSONSource>('wedge')?.setData({ type: 'Polygon', coordinates: [ring] });
  }, [map, form]);

  useEffect(() => {
    const coordinates = placed.map((place) => [place.lon, place.lat]);
    map?.getSource<GeoJSONSource>('others')?.setData({ type: 'MultiPoint', coordinates });
  });

  return <div ref={box} className="set-up-map" role="application" aria-label={t('admin:camera.map')} />;
}

type ReadyMap = NonNullable<ReturnType<typeof useSetUpMap>>;

function addWedgeLayers(map: ReadyMap): void {
  if (map.getSource('wedge')) return;
  const colour = (name: string) => tokenColour(map.getContainer(), name);
  const nothing = { type: 'FeatureCollection', features: [] } as const;
  map.addSource('wedge', { type: 'geojson', data: { ...nothing, features: [] } });
  map.addSource('others', { type: 'geojson', data: { ...nothing, features: [] } });
  const accent = colour('--accent');
  map.addLayer({ id: 'wedge', type: 'fill', source: 'wedge', paint: { 'fill-color': accent, 'fill-opacity': 0.25 } });
  map.addLayer({ id: 'wedge-edge', type: 'line', source: 'wedge', paint: { 'line-color': accent, 'line-width': 1.5 } });
  map.addLayer({
    id: 'others', type: 'circle', source: 'others',
    paint: { 'circle-radius': 4, 'circle-color': colour('--text-faint') },
  });
}
