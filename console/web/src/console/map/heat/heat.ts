import type { Feature, FeatureCollection } from 'geojson';
import type { Heat, HeatCell } from '../../patrols/shapes';

/** The newest look at a cell, by whatever means. */
export function newestMs(cell: HeatCell): number {
  const times = [cell.foot_at, cell.car_at, cell.camera_at].flatMap((at) => (at ? [Date.parse(at)] : []));
  return Math.max(0, ...times);
}

/** One square a cell, with the hours since somebody looked. */
export function heatFeatures(heat: Heat): FeatureCollection {
  const nowMs = Date.parse(heat.at);
  const features = heat.cells.map((cell): Feature => {
    const { south, west, north, east } = cell;
    const hours = Math.max(0, nowMs - newestMs(cell)) / 3_600_000;
    const ring = [[west, south], [east, south], [east, north], [west, north], [west, south]];
    return { type: 'Feature', properties: { hours }, geometry: { type: 'Polygon', coordinates: [ring] } };
  });
  return { type: 'FeatureCollection', features };
}
