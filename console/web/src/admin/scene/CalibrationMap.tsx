import { Marker } from 'maplibre-gl';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { Camera, Place, PlacePair } from '../shapes';
import { viewFeatures } from './mapShapes';
import { useMapShapes } from './useMapShapes';
import { useSetUpMap } from '../useSetUpMap';

interface Props {
  camera: Camera;
  pairs: readonly PlacePair[];
  isWaiting: boolean;
  /** The ground that the picture shows by these pairs. */
  view: readonly Place[];
  /** Which pair agrees least; -1: none. */
  worst: number;
  onPlace: (place: Place) => void;
  onMove: (index: number, place: Place) => void;
}

/** The map side of the calibration: numbered places that can be dragged, and the camera itself. */
export function CalibrationMap({ camera, pairs, isWaiting, view, worst, onPlace, onMove }: Props) {
  const { t } = useTranslation();
  const box = useRef<HTMLDivElement>(null);
  const map = useSetUpMap(box, { start: camera.position ?? pairs[0]?.place ?? null, zoom: 18.5, onClick: onPlace });
  const move = useRef(onMove);
  useEffect(() => {
    move.current = onMove;
  });

  useEffect(() => {
    if (!map || !camera.position) return;
    const element = document.createElement('div');
    element.className = 'pin-camera';
    const marker = new Marker({ element }).setLngLat([camera.position.lon, camera.position.lat]).addTo(map);
    return () => {
      marker.remove();
    };
  }, [map, camera.position]);

  useEffect(() => {
    if (!map) return;
    const markers = pairs.map(({ place }, index) => {
      const element = document.createElement('div');
      element.className = index === worst ? 'pin-pair pin-worst' : 'pin-pair';
      element.textContent = String(index + 1);
      const marker = new Marker({ element, draggable: true }).setLngLat([place.lon, place.lat]).addTo(map);
      marker.on('dragend', () => move.current(index, { lat: marker.getLngLat().lat, lon: marker.getLngLat().lng }));
      return marker;
    });
    return () => markers.forEach((marker) => marker.remove());
  }, [map, pairs, worst]);

  useMapShapes(map, useMemo(() => viewFeatures(view), [view]));

  return (
    // The map writes its own classes on its element: what changes with the state stands around it.
    <div className={isWaiting ? 'calibration-map map-waiting' : 'calibration-map'}>
      <div ref={box} className="set-up-map" role="application" aria-label={t('admin:calibration.map')} />
    </div>
  );
}
