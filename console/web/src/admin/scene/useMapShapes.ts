import type { FeatureCollection } from 'geojson';
import type { GeoJSONSource, Map as MapLibre } from 'maplibre-gl';
import { useEffect } from 'react';
import { tokenColour } from '../../unit/basemap';

const SOURCE = 'scene';

/** Keeps the shapes of a scene on the map, in the colours that they have on the picture. */
export function useMapShapes(map: MapLibre | null, shapes: FeatureCollection): void {
  useEffect(() => {
    if (!map || map.getSource(SOURCE)) return;
    const kind = (name: string): ['==', ['get', string], string] => ['==', ['get', 'kind'], name];
    const accent = tokenColour(map.getContainer(), '--accent');
    const line = tokenColour(map.getContainer(), '--medium');
    map.addSource(SOURCE, { type: 'geojson', data: { type: 'FeatureCollection', features: [] } });
    map.addLayer({ id: 'scene-view', type: 'fill', source: SOURCE, filter: kind('view'), paint: { 'fill-color': accent, 'fill-opacity': 0.13 } });
    map.addLayer({
      id: 'scene-edge', type: 'line', source: SOURCE, filter: kind('view'),
      paint: { 'line-color': accent, 'line-width': 1, 'line-dasharray': [4, 3] },
    });
    map.addLayer({ id: 'scene-zone', type: 'fill', source: SOURCE, filter: kind('zone'), paint: { 'fill-color': accent, 'fill-opacity': 0.3 } });
    map.addLayer({
      id: 'scene-line', type: 'line', source: SOURCE, filter: ['!=', ['get', 'kind'], 'view'],
      paint: {
        'line-color': ['case', kind('line'), line, accent],
        'line-width': ['case', ['get', 'isSelected'], 5, 3],
      },
    });
  }, [map]);

  useEffect(() => {
    map?.getSource<GeoJSONSource>(SOURCE)?.setData(shapes);
  }, [map, shapes]);
}
