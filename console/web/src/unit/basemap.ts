/** A quiet base map of the house's own data, for the small maps of the phone and the set-up pages. */

import type * as GeoJSON from 'geojson';
import 'maplibre-gl/dist/maplibre-gl.css';
import { Map as MapLibre, setWorkerUrl, type StyleSpecification } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { send } from '../api/client';
import type { Place } from './shapes';

type Layer = StyleSpecification['layers'][number];

setWorkerUrl(workerUrl);

let basemap: Promise<GeoJSON.FeatureCollection> | undefined;

/** The house's base map; empty when it has none. Asked for once; a failed try is tried again by the next map. */
function loadBasemap(): Promise<GeoJSON.FeatureCollection> {
  basemap ??= send('/api/map', {})
    .then((response) => response.json() as Promise<GeoJSON.FeatureCollection>)
    .catch(() => {
      basemap = undefined;
      return { type: 'FeatureCollection', features: [] };
    });
  return basemap;
}

interface Options {
  centre: Place;
  zoom: number;
  isInteractive?: boolean;
}

/** A map in `container`; `onReady` comes once its base layers stand and others may be added above. */
export function makeMap(container: HTMLElement, options: Options, onReady: (map: MapLibre) => void): MapLibre {
  const map = new MapLibre({
    container,
    style: styleOf(container),
    center: [options.centre.lon, options.centre.lat],
    zoom: options.zoom,
    interactive: options.isInteractive ?? true,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
  });
  map.touchZoomRotate.disableRotation();
  map.on('load', () => {
    onReady(map);
    void loadBasemap().then((data) => {
      const source = map.getSource('base');
      if (source && 'setData' in source) (source as unknown as { setData: (data: GeoJSON.GeoJSON) => void }).setData(data);
    });
  });
  return map;
}

/** A colour of the tokens, as the map needs it: by value. */
export function tokenColour(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim() || '#888888';
}

function styleOf(element: Element): StyleSpecification {
  const colour = (name: string) => tokenColour(element, `--map-${name}`);
  const fill = (kind: string, paint: string): Layer => ({
    id: kind, type: 'fill', source: 'base', filter: ['==', ['get', 'class'], kind], paint: { 'fill-color': paint },
  });
  const isRank = (rank: string) => ['all', ['==', ['get', 'class'], 'road'], ['==', ['get', 'rank'], rank]];
  const road = (rank: string, paint: string, width: number): Layer => ({
    id: `road-${rank}`, type: 'line', source: 'base', filter: isRank(rank) as never,
    layout: { 'line-cap': 'round', 'line-join': 'round' },
    paint: { 'line-color': paint, 'line-width': ['interpolate', ['exponential', 1.5], ['zoom'], 12, width / 3, 18, width * 3] },
  });
  return {
    version: 8,
    sources: { base: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colour('ground') } },
      fill('area', colour('area')),
      fill('park', colour('park')),
      fill('water', colour('water')),
      road('path', colour('road-path'), 1.5),
      road('street', colour('road-street'), 3),
      road('main', colour('road-main'), 4.5),
      fill('building', colour('building')),
    ],
  };
}
