/** Draws the way on a small map: where I am, where the order leads, and the straight line between. */

import type * as GeoJSON from 'geojson';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { tokenColour } from './basemap';
import type { Place, Severity } from './shapes';

interface Way {
  here: Place | null;
  place: Place | null;
  severity: Severity;
}

const SOURCE = 'way';

export function drawWay(map: MapLibre, way: Way): void {
  const data = featuresOf(way);
  const source = map.getSource<GeoJSONSource>(SOURCE);
  if (source) {
    source.setData(data);
    return;
  }
  addLayers(map, way.severity, data);
  show(map, way);
}

function addLayers(map: MapLibre, severity: Severity, data: GeoJSON.FeatureCollection): void {
  const colour = (name: string) => tokenColour(map.getContainer(), name);
  const ring = { 'circle-stroke-color': colour('--ground'), 'circle-stroke-width': 2 };
  map.addSource(SOURCE, { type: 'geojson', data });
  map.addLayer({
    id: 'way-line', type: 'line', source: SOURCE, filter: ['==', ['get', 'what'], 'way'],
    paint: { 'line-color': colour('--text'), 'line-width': 3, 'line-dasharray': [2, 1.5], 'line-opacity': 0.8 },
  });
  map.addLayer({
    id: 'way-halo', type: 'circle', source: SOURCE, filter: ['==', ['get', 'what'], 'place'],
    paint: { 'circle-radius': 18, 'circle-color': colour(`--${severity}`), 'circle-opacity': 0.25 },
  });
  map.addLayer({
    id: 'way-place', type: 'circle', source: SOURCE, filter: ['==', ['get', 'what'], 'place'],
    paint: { 'circle-radius': 9, 'circle-color': colour(`--${severity}`), ...ring },
  });
  map.addLayer({
    id: 'way-here', type: 'circle', source: SOURCE, filter: ['==', ['get', 'what'], 'here'],
    paint: { 'circle-radius': 8, 'circle-color': colour('--accent'), ...ring, 'circle-stroke-color': '#ffffff' },
  });
}

/** Both ends in view; a single point keeps the zoom. */
function show(map: MapLibre, { here, place }: Way): void {
  if (!here || !place) return;
  const west = Math.min(here.lon, place.lon);
  const east = Math.max(here.lon, place.lon);
  const south = Math.min(here.lat, place.lat);
  const north = Math.max(here.lat, place.lat);
  map.fitBounds([west, south, east, north], { padding: 44, maxZoom: 17, animate: false });
}

function featuresOf({ here, place }: Way): GeoJSON.FeatureCollection {
  const coordinates = (at: Place) => [at.lon, at.lat];
  const point = (what: string, at: Place): GeoJSON.Feature => ({
    type: 'Feature', properties: { what }, geometry: { type: 'Point', coordinates: coordinates(at) },
  });
  const features: GeoJSON.Feature[] = [];
  if (here && place) {
    const line: GeoJSON.LineString = { type: 'LineString', coordinates: [coordinates(here), coordinates(place)] };
    features.push({ type: 'Feature', properties: { what: 'way' }, geometry: line });
  }
  if (place) features.push(point('place', place));
  if (here) features.push(point('here', here));
  return { type: 'FeatureCollection', features };
}
