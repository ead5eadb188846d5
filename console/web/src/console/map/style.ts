import type { FeatureCollection } from 'geojson';
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { closureLayers, foundLayers, reachLayers, streams, tileExtras, tileSource } from './roads/layers';
import type { ImportedMap } from './roads/shapes';
import { NOTHING } from './shapes';

type Colour = (token: string) => string;

/** Drawn with the fonts of this machine: the style names no glyphs address, so nothing is fetched. */
const FONT = ['system-ui', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'sans-serif'];

const isClass = (name: string): ExpressionSpecification => ['==', ['get', 'class'], name];
const isRoad = (rank: string): ExpressionSpecification => ['all', isClass('road'), ['==', ['get', 'rank'], rank]];

/** A width that follows the ground: `metres` wide at every zoom, never below `least` pixels. */
function ground(metres: number, least: number): ExpressionSpecification {
  const at = (zoom: number) => Math.max(least, (metres * 2 ** zoom) / 78_271.5);
  return ['interpolate', ['exponential', 2], ['zoom'], 12, at(12), 15, at(15), 17, at(17), 20, at(20)];
}

const ROADS = [
  { rank: 'path', metres: 3, least: 0.6 },
  { rank: 'street', metres: 8, least: 1 },
  { rank: 'main', metres: 13, least: 1.8 },
] as const;

/** Where a layer's features come from: the house's own map, or the tiles of the imported one. */
type From = { source: 'base' } | { source: 'tiles'; 'source-layer': 'base' };
const HOUSE: From = { source: 'base' };
const TILES: From = { source: 'tiles', 'source-layer': 'base' };

function roadLayers(colour: Colour, from: From): LayerSpecification[] {
  const line = { 'line-cap': 'round', 'line-join': 'round' } as const;
  const cases = ROADS.filter((road) => road.rank !== 'path').map(({ rank, metres, least }): LayerSpecification => ({
    id: `${from.source}-case-${rank}`, type: 'line', ...from, filter: isRoad(rank), layout: line,
    paint: { 'line-color': colour('--map-road-case'), 'line-width': ground(metres + 3, least + 1.4) },
  }));
  const fills = ROADS.map(({ rank, metres, least }): LayerSpecification => ({
    id: `${from.source}-road-${rank}`, type: 'line', ...from, filter: isRoad(rank), layout: line,
    paint: { 'line-color': colour(`--map-road-${rank}`), 'line-width': ground(metres, least) },
  }));
  return [...cases, ...fills];
}

function nameIn(language: string): ExpressionSpecification {
  return language === 'zh' ? ['coalesce', ['get', 'name_zh'], ['get', 'name'], ''] : ['coalesce', ['get', 'name'], ''];
}

function nameLayers(colour: Colour, language: string): LayerSpecification[] {
  const name = nameIn(language);
  const paint = {
    'text-color': colour('--map-label'), 'text-halo-color': colour('--map-label-halo'), 'text-halo-width': 1.3,
  };
  return [
    {
      id: 'name-road', type: 'symbol', source: 'base', minzoom: 14.5, filter: isClass('road'), paint,
      layout: { 'symbol-placement': 'line', 'text-field': name, 'text-font': FONT, 'text-size': 11, 'symbol-spacing': 360 },
    },
    {
      id: 'name-ground', type: 'symbol', source: 'base', minzoom: 14, paint,
      filter: ['in', ['get', 'class'], ['literal', ['water', 'park', 'area', 'place', 'building']]],
      layout: { 'text-field': name, 'text-font': FONT, 'text-size': 11, 'text-max-width': 8 },
    },
  ];
}

/** The quiet ground of the map, in the colours of the present theme. */
export function baseStyle(
  base: FeatureCollection, colour: Colour, language: string, imported: ImportedMap | null,
): StyleSpecification {
  const fill = (name: string, from: From): LayerSpecification => ({
    id: `${from.source}-${name}`, type: 'fill', ...from, filter: isClass(name), paint: { 'fill-color': colour(`--map-${name}`) },
  });
  return {
    version: 8,
    sources: {
      ...(imported && { tiles: tileSource(imported) }),
      base: { type: 'geojson', data: base },
      views: { type: 'geojson', data: NOTHING },
      reach: { type: 'geojson', data: NOTHING },
      closures: { type: 'geojson', data: NOTHING },
      way: { type: 'geojson', data: NOTHING },
      found: { type: 'geojson', data: NOTHING },
      standing: { type: 'geojson', data: NOTHING },
      units: { type: 'geojson', data: NOTHING },
    },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': colour('--map-ground') } },
      {
        id: 'grid', type: 'line', source: 'base', filter: isClass('grid'),
        paint: { 'line-color': colour('--map-grid'), 'line-width': 1 },
      },
      ...(imported ? tileGround(fill, colour) : []),
      fill('area', HOUSE), fill('park', HOUSE), fill('water', HOUSE),
      ...roadLayers(colour, HOUSE),
      {
        id: 'rail', type: 'line', ...HOUSE, filter: isClass('rail'),
        paint: { 'line-color': colour('--map-road-main'), 'line-width': 1.2, 'line-dasharray': [4, 3] },
      },
      fill('building', HOUSE),
      ...reachLayers(colour, FONT),
      ...(imported ? tileExtras(colour, FONT, nameIn(language)) : []),
      ...nameLayers(colour, language),
      ...closureLayers(colour, FONT),
      ...overlayLayers(colour),
    ],
  };
}

/** The imported map's ground, under the house's own. */
function tileGround(fill: (name: string, from: From) => LayerSpecification, colour: Colour): LayerSpecification[] {
  const rail: LayerSpecification = {
    id: 'tiles-rail', type: 'line', ...TILES, filter: isClass('rail'),
    paint: { 'line-color': colour('--map-road-main'), 'line-width': 1.2, 'line-dasharray': [4, 3] },
  };
  const grounds = [fill('area', TILES), fill('park', TILES), fill('water', TILES), streams(colour)];
  return [...grounds, ...roadLayers(colour, TILES), rail, fill('building', TILES)];
}

function overlayLayers(colour: Colour): LayerSpecification[] {
  const label = {
    'text-font': FONT, 'text-size': 11.5, 'text-anchor': 'top' as const, 'text-offset': [0, 1.1] as [number, number],
    'text-optional': true, 'icon-allow-overlap': true, 'icon-ignore-placement': true,
  };
  const halo = { 'text-halo-color': colour('--map-label-halo'), 'text-halo-width': 1.6 };
  const isPicked: ExpressionSpecification = ['get', 'isSelected'];
  return [
    {
      id: 'views', type: 'fill', source: 'views',
      paint: {
        'fill-color': ['case', ['get', 'isTroubled'], colour('--high'), ['get', 'isUp'], colour('--accent'), colour('--text-faint')],
        'fill-opacity': ['case', isPicked, 0.32, 0.1],
      },
    },
    {
      id: 'views-edge', type: 'line', source: 'views',
      paint: {
        'line-color': ['case', ['get', 'isTroubled'], colour('--high'), ['get', 'isUp'], colour('--accent'), colour('--text-faint')],
        'line-width': ['case', isPicked, 1.6, 0.8], 'line-opacity': ['case', isPicked, 0.95, 0.35],
      },
    },
    {
      id: 'way-road', type: 'line', source: 'way', filter: ['get', 'isRoad'], layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': colour('--accent'), 'line-width': 4.5, 'line-opacity': 0.9 },
    },
    {
      id: 'way', type: 'line', source: 'way', filter: ['!', ['get', 'isRoad']],
      paint: { 'line-color': colour('--text'), 'line-width': 2, 'line-dasharray': [2, 2], 'line-opacity': 0.85 },
    },
    {
      id: 'accuracy', type: 'fill', source: 'units', filter: ['==', ['get', 'kind'], 'accuracy'],
      paint: { 'fill-color': colour('--accent'), 'fill-opacity': 0.12 },
    },
    ...foundLayers(colour, FONT),
    {
      id: 'standing', type: 'symbol', source: 'standing',
      layout: { ...label, 'icon-image': ['get', 'icon'], 'text-field': ['get', 'label'], 'symbol-sort-key': ['get', 'order'],
        // What is known only by its camera hangs above the camera.
        'icon-offset': ['case', ['coalesce', ['get', 'isLifted'], false], ['literal', [0, -21]], ['literal', [0, 0]]],
      },
      paint: { ...halo, 'text-color': colour('--text-soft') },
    },
    {
      id: 'headings', type: 'symbol', source: 'units', filter: ['>=', ['coalesce', ['get', 'heading'], -1], 0],
      layout: {
        'icon-image': 'heading', 'icon-rotate': ['get', 'heading'], 'icon-rotation-alignment': 'map',
        'icon-allow-overlap': true, 'icon-ignore-placement': true,
      },
    },
    {
      id: 'units', type: 'symbol', source: 'units', filter: ['==', ['get', 'kind'], 'unit'],
      layout: { ...label, 'icon-image': ['get', 'icon'], 'text-field': ['get', 'label'], 'text-size': 12, 'text-offset': [0, 1.35] },
      paint: { ...halo, 'text-color': ['case', ['get', 'stale'], colour('--text-faint'), colour('--text')] },
    },
  ];
}
