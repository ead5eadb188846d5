import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';

type Colour = (token: string) => string;

const isEdge = (edge: string): ExpressionSpecification => ['==', ['get', 'edge'], edge];
const isPart: ExpressionSpecification = ['==', ['geometry-type'], 'Point'];

/** What somebody who flees can have reached, dashed what it is in a minute; crossings to block, and taken ones. */
export function pursuitLayers(colour: Colour, font: string[]): LayerSpecification[] {
  const part: ExpressionSpecification = ['get', 'part'];
  return [
    { id: 'pursuit', type: 'fill', source: 'pursuit', filter: isEdge('now'), paint: { 'fill-color': colour('--critical'), 'fill-opacity': 0.12 } },
    {
      id: 'pursuit-soon', type: 'line', source: 'pursuit', filter: isEdge('soon'),
      paint: { 'line-color': colour('--critical'), 'line-width': 1.2, 'line-opacity': 0.7, 'line-dasharray': [3, 3] },
    },
    {
      id: 'pursuit-edge', type: 'line', source: 'pursuit', filter: isEdge('now'),
      paint: { 'line-color': colour('--critical'), 'line-width': 2.6 },
    },
    {
      id: 'pursuit-spot', type: 'circle', source: 'pursuit', filter: isPart,
      paint: {
        'circle-radius': ['match', part, 'start', 5, 8],
        'circle-color': ['match', part, 'start', colour('--critical'), 'taken', colour('--good'), colour('--surface')],
        'circle-stroke-color': ['match', part, 'start', colour('--surface'), 'taken', colour('--surface'), colour('--good')],
        'circle-stroke-width': ['match', part, 'block', 3.5, 2],
      },
    },
    {
      id: 'pursuit-name', type: 'symbol', source: 'pursuit', filter: isPart,
      layout: {
        'text-field': ['get', 'label'], 'text-font': font, 'text-size': 12.5, 'text-anchor': 'bottom', 'text-offset': [0, -0.9],
        'text-allow-overlap': true,
      },
      paint: {
        'text-color': ['match', part, 'start', colour('--critical'), colour('--text')],
        'text-halo-color': colour('--map-label-halo'), 'text-halo-width': 2,
      },
    },
  ];
}
