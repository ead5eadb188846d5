import type { LayerSpecification } from 'maplibre-gl';

/** Squares from green (just now) to red (half a day ago); the ground shines through where nobody looked. */
export function heatLayers(colour: (token: string) => string): LayerSpecification[] {
  return [
    {
      id: 'heat', type: 'fill', source: 'heat',
      paint: {
        'fill-color': ['interpolate', ['linear'], ['get', 'hours'], 0, colour('--good'), 4, colour('--medium'), 12, colour('--critical')],
        'fill-opacity': 0.34, 'fill-antialias': false,
      },
    },
  ];
}
