import { Button } from '@mantine/core';
import { Marker } from 'maplibre-gl';
import { type Dispatch, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera, Place, Scene } from '../shapes';
import { useSetUpMap } from '../useSetUpMap';
import { type Change, pairsOf, tripwiresOf, zonesOf } from './draft';
import type { GroundFit } from './groundFit';
import { inPicture, placesOf, sceneFeatures } from './mapShapes';
import { newShapeId, type Tool } from './tool';
import { useMapShapes } from './useMapShapes';

interface Props {
  camera: Camera;
  scene: Scene;
  fit: GroundFit;
  change: Dispatch<Change>;
  tool: Tool;
  setTool: (tool: Tool) => void;
  selectedId: string | null;
  select: (id: string | null) => void;
}

/** The map with what the camera sees of it; zones and tripwires are drawn on it corner by corner. */
export function MapCanvas({ camera, scene, fit, change, tool, setTool, selectedId, select }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const [drawn, setDrawn] = useState<Place[]>([]);
  const [isUnseen, setUnseen] = useState(false);
  const start = pairsOf(scene)[0]?.place ?? camera.position;
  const map = useSetUpMap(box, { start, zoom: 19, onClick: press });
  useMapShapes(map, useMemo(() => sceneFeatures(scene, fit, drawn, selectedId), [scene, fit, drawn, selectedId]));

  useEffect(() => setDrawn([]), [tool]);

  useEffect(() => {
    const zone = zonesOf(scene).find((each) => each.id === selectedId);
    const line = tripwiresOf(scene).find((each) => each.id === selectedId);
    const shape = zone?.polygon ?? (line && [line.start, line.end]);
    const places = shape && placesOf(shape, (zone ?? line)?.places ?? [], fit);
    if (!map || !places) return;
    const markers = places.map((place, index) => {
      const element = document.createElement('div');
      element.className = 'pin-pair';
      const marker = new Marker({ element, draggable: true }).setLngLat([place.lon, place.lat]).addTo(map);
      marker.on('dragend', () => {
        const { lat, lng } = marker.getLngLat();
        const next = places.map((each, at) => (at === index ? { lat, lon: lng } : each));
        const points = inPicture(next, fit);
        setUnseen(points === null);
        if (!points) return void marker.setLngLat([place.lon, place.lat]);
        if (zone) return change({ do: 'change_zone', id: zone.id, change: { polygon: points, places: next } });
        const [from, to] = points;
        if (line && from && to) change({ do: 'change_tripwire', id: line.id, change: { start: from, end: to, places: next } });
      });
      return marker;
    });
    return () => markers.forEach((marker) => marker.remove());
  }, [map, scene, fit, selectedId, change]);

  function press(place: Place) {
    if (tool !== 'zone' && tool !== 'tripwire') return select(null);
    const next = [...drawn, place];
    setUnseen(false);
    if (tool === 'tripwire' && next.length === 2) finish(next);
    else setDrawn(next);
  }

  function finish(places: Place[]) {
    const points = inPicture(places, fit);
    setDrawn([]);
    setUnseen(points === null);
    const [from, to] = points ?? [];
    if (!points || !from || !to) return;
    const id = newShapeId(tool === 'zone' ? 'zone' : 'line');
    if (tool === 'zone') {
      const name = t('admin:scene.zone_name', { number: zonesOf(scene).length + 1 });
      change({ do: 'add_zone', zone: { id, name, polygon: points, places } });
    } else {
      const name = t('admin:scene.line_name', { number: tripwiresOf(scene).length + 1 });
      change({ do: 'add_tripwire', tripwire: { id, name, start: from, end: to, places } });
    }
    setTool('select');
    select(id);
  }

  return (
    <div className="scene-map">
      <div ref={box} className="set-up-map" role="application" aria-label={t('admin:scene.map')} />
      <div className="scene-map-acts">
        {tool === 'zone' && drawn.length >= 3 && <Button size="xs" onClick={() => finish(drawn)}>{t('admin:scene.finish')}</Button>}
        {isUnseen && <p role="alert">{t('admin:scene.not_seen')}</p>}
      </div>
    </div>
  );
}
