/** A quiet base map of the house's own data and the imported map, for the small maps of the phone and the set-up pages. */

import type * as GeoJSON from 'geojson';
import 'maplibre-gl/dist/maplibre-gl.css';
import { AttributionControl, Map as MapLibre, setWorkerUrl, type StyleSpecification } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url';
import { send } from '../api/client';
import { FONT, houseGround, LOWEST_OF_HOUSE, nameIn, tileGround } from '../console/map/ground';
import { importedMap } from '../console/map/roads/asks';
import { tileExtras, tileSource } from '../console/map/roads/layers';
import type { ImportedMap } from '../console/map/roads/shapes';
import i18n from 'i18next';
import type { Place } from './shapes';

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
  let isGone = false;
  map.on('remove', () => (isGone = true));
  map.on('load', () => {
    onReady(map);
    void importedMap().then((imported) => imported && !isGone && addTiles(map, imported), () => undefined);
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

/** Stands above the ground and below what the pages draw. */
const ABOVE_GROUND = 'above-ground';

function styleOf(element: Element): StyleSpecification {
  const colour = (token: string) => tokenColour(element, token);
  return {
    version: 8,
    sources: { base: { type: 'geojson', data: { type: 'FeatureCollection', features: [] } } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colour('--map-ground') } },
      ...houseGround(colour),
      { id: ABOVE_GROUND, type: 'background', layout: { visibility: 'none' } },
    ],
  };
}

/** The imported map comes below what stands already; whose it is stays to be read, as its licence asks. */
function addTiles(map: MapLibre, imported: ImportedMap): void {
  const colour = (token: string) => tokenColour(map.getContainer(), token);
  map.addSource('tiles', tileSource(imported));
  for (const layer of tileGround(colour)) map.addLayer(layer, LOWEST_OF_HOUSE);
  for (const layer of tileExtras(colour, FONT, nameIn(i18n.language))) map.addLayer(layer, ABOVE_GROUND);
  map.addControl(new AttributionControl({ compact: false }));
}
