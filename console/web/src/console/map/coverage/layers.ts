import type { ExpressionSpecification, LayerSpecification } from 'maplibre-gl';

type Colour = (token: string) => string;

/** Protected places: full where somebody is there in a minute, paler later, hollow and red where nobody is in time. */
export function coverageLayers(colour: Colour, font: string[]): LayerSpecification[] {
  const isOpen: ExpressionSpecification = ['==', ['get', 'step'], 'open'];
  const edge: ExpressionSpecification = ['match', ['get', 'step'], 'open', colour('--critical'), 'draft', colour('--text'), colour('--good')];
  return [
    {
      id: 'coverage', type: 'circle', source: 'coverage',
      paint: {
        'circle-radius': ['case', isOpen, 11, 9],
        'circle-color': ['match', ['get', 'step'], 'open', colour('--surface'), 'draft', colour('--surface'), colour('--good')],
        'circle-opacity': ['match', ['get', 'step'], 'one', 0.9, 'three', 0.55, 'five', 0.3, 'later', 0.12, 0.85],
        'circle-stroke-color': edge,
        'circle-stroke-width': ['case', isOpen, 3.5, 2],
      },
    },
    {
      id: 'coverage-name', type: 'symbol', source: 'coverage',
      layout: { 'text-field': ['get', 'label'], 'text-font': font, 'text-size': 11.5, 'text-anchor': 'top', 'text-offset': [0, 1], 'text-max-width': 9 },
      paint: { 'text-color': ['case', isOpen, colour('--critical'), colour('--text')], 'text-halo-color': colour('--map-label-halo'), 'text-halo-width': 1.8 },
    },
  ];
}
