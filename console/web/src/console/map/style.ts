import type { FeatureCollection } from 'geojson';
import type { ExpressionSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import { coverageLayers } from './coverage/layers';
import { type Colour, FONT, houseGround, isClass, nameIn, nameLayers, tileGround } from './ground';
import { heatLayers } from './heat/layers';
import { patrolLayers } from './patrols/layers';
import { pursuitLayers } from './pursuit/layers';
import { closureLayers, foundLayers, reachLayers, tileExtras, tileSource } from './roads/layers';
import type { ImportedMap } from './roads/shapes';
import { NOTHING } from './shapes';

/** The quiet ground of the map, in the colours of the present theme. */
export function baseStyle(
  base: FeatureCollection, colour: Colour, language: string, imported: ImportedMap | null,
): StyleSpecification {
  return {
    version: 8,
    sources: {
      ...(imported && { tiles: tileSource(imported) }),
      base: { type: 'geojson', data: base },
      views: { type: 'geojson', data: NOTHING },
      reach: { type: 'geojson', data: NOTHING },
      heat: { type: 'geojson', data: NOTHING },
      patrols: { type: 'geojson', data: NOTHING },
      closures: { type: 'geojson', data: NOTHING },
      coverage: { type: 'geojson', data: NOTHING },
      pursuit: { type: 'geojson', data: NOTHING },
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
      ...(imported ? tileGround(colour) : []),
      ...houseGround(colour),
      ...heatLayers(colour),
      ...reachLayers(colour, FONT),
      ...(imported ? tileExtras(colour, FONT, nameIn(language)) : []),
      ...nameLayers(colour, language),
      ...closureLayers(colour, FONT),
      ...patrolLayers(colour, FONT),
      ...coverageLayers(colour, FONT),
      ...pursuitLayers(colour, FONT),
      ...overlayLayers(colour),
    ],
  };
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
      layout: { ...label, 'icon-image': ['get', 'icon'], 'text-field': ['get', 'label'], 'symbol-sort-key': ['coalesce', ['get', 'order'], 0],
        'text-size': ['case', ['coalesce', ['get', 'isInPanic'], false], 15, 12],
        'text-offset': ['case', ['coalesce', ['get', 'isInPanic'], false], ['literal', [0, 1.6]], ['literal', [0, 1.35]]],
      },
      paint: { ...halo, 'text-color': ['case', ['coalesce', ['get', 'isInPanic'], false], colour('--critical'), ['get', 'stale'], colour('--text-faint'), colour('--text')] },
    },
  ];
}
