/** The quiet ground of every map of the page: the house's own drawing, and the imported map's tiles below it. */

import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';
import { streams } from './roads/layers';

export type Colour = (token: string) => string;

/** Drawn with the fonts of this machine: the style names no glyphs address, so nothing is fetched. */
export const FONT = ['system-ui', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'sans-serif'];

export const isClass = (name: string): ExpressionSpecification => ['==', ['get', 'class'], name];
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

export function nameIn(language: string): ExpressionSpecification {
  return language === 'zh' ? ['coalesce', ['get', 'name_zh'], ['get', 'name'], ''] : ['coalesce', ['get', 'name'], ''];
}

/** Names of the house's own map. */
export function nameLayers(colour: Colour, language: string): LayerSpecification[] {
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

function fill(name: string, colour: Colour, from: From): LayerSpecification {
  return { id: `${from.source}-${name}`, type: 'fill', ...from, filter: isClass(name), paint: { 'fill-color': colour(`--map-${name}`) } };
}

function rail(colour: Colour, from: From): LayerSpecification {
  return {
    id: `${from.source}-rail`, type: 'line', ...from, filter: isClass('rail'),
    paint: { 'line-color': colour('--map-road-main'), 'line-width': 1.2, 'line-dasharray': [4, 3] },
  };
}

export const LOWEST_OF_HOUSE = 'base-area';

/** The house's own map. */
export function houseGround(colour: Colour): LayerSpecification[] {
  const grounds = ['area', 'park', 'water'].map((name) => fill(name, colour, HOUSE));
  return [...grounds, ...roadLayers(colour, HOUSE), rail(colour, HOUSE), fill('building', colour, HOUSE)];
}

/** The imported map's ground, under the house's own. */
export function tileGround(colour: Colour): LayerSpecification[] {
  const grounds = ['area', 'park', 'water'].map((name) => fill(name, colour, TILES));
  return [...grounds, streams(colour), ...roadLayers(colour, TILES), rail(colour, TILES), fill('building', colour, TILES)];
}
