import type { Map as MapLibre } from 'maplibre-gl';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { makeMap } from '../unit/basemap';
import { startOfHouse } from './mapStart';
import type { Place } from './shapes';

interface Options {
  /** Where to open; null: where the house's cameras or its map are. Later values do not move the map. */
  start: Place | null;
  zoom: number;
  onClick: (place: Place) => void;
}

/** A map in the element; null until it stands. The newest `onClick` is called. */
export function useSetUpMap(box: RefObject<HTMLDivElement | null>, { start, zoom, onClick }: Options): MapLibre | null {
  const [ready, setReady] = useState<MapLibre | null>(null);
  const click = useRef(onClick);
  const hasStart = start !== null;
  const opened = useRef(start);

  useEffect(() => {
    click.current = onClick;
    opened.current ??= start;
  });

  useEffect(() => {
    let map: MapLibre | undefined;
    let isGone = false;
    const open = (centre: Place, at: number) => {
      if (isGone || !box.current) return;
      map = makeMap(box.current, { centre, zoom: at }, setReady);
      map.getCanvas().style.cursor = 'crosshair';
      map.on('click', (event) => click.current({ lat: event.lngLat.lat, lon: event.lngLat.lng }));
    };
    const known = opened.current;
    if (known) open(known, zoom);
    else void startOfHouse().then((house) => (opened.current ? open(opened.current, zoom) : open(house.centre, house.zoom)));
    return () => {
      isGone = true;
      setReady(null);
      map?.remove();
    };
    // Opened once: what is placed later must not throw away the view that a person chose.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [box]);

  useEffect(() => {
    if (hasStart && ready && opened.current && ready.getZoom() < 5) {
      ready.jumpTo({ center: [opened.current.lon, opened.current.lat], zoom });
    }
  }, [hasStart, ready, zoom]);
  return ready;
}
