import type { ExpressionSpecification, LayerSpecification, VectorSourceSpecification } from 'maplibre-gl';
import type { ImportedMap } from './shapes';

type Colour = (token: string) => string;

/** The tiles of the imported map; only what lies within it is asked for. */
export function tileSource(map: ImportedMap): VectorSourceSpecification {
  const address = `${window.location.origin}/api/roads/tiles/${map.generation}/{z}/{x}/{y}`;
  return { type: 'vector', tiles: [address], minzoom: 6, maxzoom: 14, bounds: map.bounds, attribution: map.attribution };
}

const isKind = (kind: string): ExpressionSpecification => ['==', ['get', 'class'], kind];

/** Waters that are lines, and names that are there only when they are of use. */
export function tileExtras(colour: Colour, font: string[], name: ExpressionSpecification): LayerSpecification[] {
  const from = { source: 'tiles', 'source-layer': 'base' } as const;
  const paint = { 'text-color': colour('--map-label'), 'text-halo-color': colour('--map-label-halo'), 'text-halo-width': 1.3 };
  const isRank = (...ranks: string[]): ExpressionSpecification => ['in', ['get', 'rank'], ['literal', ranks]];
  return [
    {
      id: 'tiles-name-road', type: 'symbol', ...from, minzoom: 15, paint, filter: ['all', isKind('road'), ['!=', ['get', 'rank'], 'path']],
      layout: { 'symbol-placement': 'line', 'text-field': name, 'text-font': font, 'text-size': 11, 'symbol-spacing': 420 },
    },
    {
      id: 'tiles-name-place', type: 'symbol', ...from, paint, filter: ['all', isKind('place'), isRank('city', 'town', 'village')], maxzoom: 15.5,
      layout: { 'text-field': name, 'text-font': font, 'text-size': ['match', ['get', 'rank'], 'city', 15, 'town', 13.5, 12], 'text-max-width': 8 },
    },
    {
      id: 'tiles-name-quarter', type: 'symbol', ...from, paint, minzoom: 13.5, filter: ['all', isKind('place'), ['!', isRank('city', 'town', 'village')]],
      layout: { 'text-field': name, 'text-font': font, 'text-size': 11, 'text-max-width': 8 },
    },
  ];
}

export function streams(colour: Colour): LayerSpecification {
  return {
    id: 'tiles-stream', type: 'line', source: 'tiles', 'source-layer': 'base', filter: isKind('stream'),
    paint: { 'line-color': colour('--map-water'), 'line-width': ['interpolate', ['linear'], ['zoom'], 10, 0.8, 16, ['match', ['get', 'rank'], 'river', 7, 2.2]] },
  };
}

/** What is within reach, below everything that stands; closed roads above the roads. */
export function reachLayers(colour: Colour, font: string[]): LayerSpecification[] {
  return [
    { id: 'reach', type: 'fill', source: 'reach', paint: { 'fill-color': colour('--good'), 'fill-opacity': 0.11 } },
    {
      id: 'reach-edge', type: 'line', source: 'reach',
      paint: { 'line-color': colour('--good'), 'line-opacity': 0.9, 'line-width': ['match', ['get', 'minutes'], 1, 2, 3, 1.4, 0.9] },
    },
    {
      id: 'reach-name', type: 'symbol', source: 'reach',
      layout: { 'symbol-placement': 'line', 'symbol-spacing': 340, 'text-field': ['get', 'label'], 'text-font': font, 'text-size': 11 },
      paint: { 'text-color': colour('--good'), 'text-halo-color': colour('--map-label-halo'), 'text-halo-width': 1.6 },
    },
  ];
}

export function closureLayers(colour: Colour, font: string[]): LayerSpecification[] {
  const isPolygon: ExpressionSpecification = ['==', ['geometry-type'], 'Polygon'];
  const isPoint: ExpressionSpecification = ['==', ['geometry-type'], 'Point'];
  return [
    { id: 'closure-fill', type: 'fill', source: 'closures', filter: isPolygon, paint: { 'fill-color': colour('--critical'), 'fill-opacity': 0.18 } },
    {
      id: 'closure-line', type: 'line', source: 'closures', filter: ['!', isPoint], layout: { 'line-cap': 'butt' },
      paint: { 'line-color': colour('--critical'), 'line-width': 4, 'line-dasharray': [1.2, 0.8] },
    },
    {
      id: 'closure-corner', type: 'circle', source: 'closures', filter: isPoint,
      paint: { 'circle-radius': 4.5, 'circle-color': colour('--surface'), 'circle-stroke-color': colour('--critical'), 'circle-stroke-width': 2 },
    },
    {
      id: 'closure-name', type: 'symbol', source: 'closures', filter: ['!', isPoint],
      layout: { 'text-field': ['concat', '⊘ ', ['get', 'label']], 'text-font': font, 'text-size': 11.5, 'text-offset': [0, 1] },
      paint: { 'text-color': colour('--critical'), 'text-halo-color': colour('--map-label-halo'), 'text-halo-width': 1.8 },
    },
  ];
}

/** The place that was searched for. */
export function foundLayers(colour: Colour, font: string[]): LayerSpecification[] {
  return [
    {
      id: 'found', type: 'circle', source: 'found',
      paint: { 'circle-radius': 8, 'circle-color': 'rgba(0,0,0,0)', 'circle-stroke-color': colour('--text'), 'circle-stroke-width': 3 },
    },
    {
      id: 'found-name', type: 'symbol', source: 'found',
      layout: { 'text-field': ['get', 'label'], 'text-font': font, 'text-size': 12.5, 'text-anchor': 'bottom', 'text-offset': [0, -0.9] },
      paint: { 'text-color': colour('--text'), 'text-halo-color': colour('--map-label-halo'), 'text-halo-width': 2 },
    },
  ];
}
