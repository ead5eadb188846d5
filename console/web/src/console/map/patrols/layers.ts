import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';

type Colour = (token: string) => string;

const isPart = (part: string): ExpressionSpecification => ['==', ['get', 'part'], part];

/** Beats below what stands, checkpoints with a mark as well as a colour. */
export function patrolLayers(colour: Colour, font: string[]): LayerSpecification[] {
  const state: ExpressionSpecification = [
    'match', ['get', 'state'], 'done', colour('--good'), 'flagged', colour('--medium'), 'overdue', colour('--high'), 'next', colour('--accent'),
    colour('--text-faint'),
  ];
  const from = { source: 'patrols' } as const;
  const words = { 'text-halo-color': colour('--map-label-halo'), 'text-halo-width': 1.4 };
  return [
    { id: 'beat', type: 'fill', ...from, filter: isPart('beat'), paint: { 'fill-color': colour('--accent'), 'fill-opacity': 0.05 } },
    { id: 'beat-edge', type: 'line', ...from, filter: isPart('beat'), paint: { 'line-color': colour('--accent'), 'line-opacity': 0.6, 'line-width': 1.4, 'line-dasharray': [5, 3] } },
    { id: 'beat-name', type: 'symbol', ...from, filter: isPart('beat'), layout: { 'text-field': ['get', 'label'], 'text-font': font, 'text-size': 12 }, paint: { ...words, 'text-color': colour('--accent') } },
    { id: 'checkpoint-rim', type: 'fill', ...from, filter: isPart('rim'), minzoom: 14, paint: { 'fill-color': state, 'fill-opacity': 0.12 } },
    { id: 'tour-plan', type: 'line', ...from, filter: isPart('plan'), layout: { 'line-join': 'round' }, paint: { 'line-color': colour('--accent'), 'line-width': 3, 'line-opacity': 0.85 } },
    { id: 'checkpoint', type: 'circle', ...from, filter: isPart('checkpoint'), paint: { 'circle-radius': 7, 'circle-color': colour('--surface'), 'circle-stroke-color': state, 'circle-stroke-width': 2 } },
    {
      id: 'checkpoint-mark', type: 'symbol', ...from, filter: isPart('checkpoint'),
      layout: { 'text-field': ['get', 'mark'], 'text-font': font, 'text-size': 10, 'text-allow-overlap': true },
      paint: { 'text-color': state },
    },
    {
      id: 'checkpoint-name', type: 'symbol', ...from, filter: isPart('checkpoint'), minzoom: 15.5,
      layout: { 'text-field': ['get', 'label'], 'text-font': font, 'text-size': 11, 'text-offset': [0, 1.3], 'text-anchor': 'top' },
      paint: { ...words, 'text-color': colour('--map-label') },
    },
  ];
}
