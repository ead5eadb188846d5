/** Where a map opens: on what is placed already, else on the house's own map, else on the imported one. */

import { send } from '../api/client';
import { importedMap } from '../console/map/roads/asks';
import { listCameras } from './asks';
import type { Place } from './shapes';

/** The middle of the places, or null when there is none. */
export function middleOf(places: readonly Place[]): Place | null {
  if (places.length === 0) return null;
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { lat: mean(places.map((place) => place.lat)), lon: mean(places.map((place) => place.lon)) };
}

/** Where to open when nothing of its own says so, and how near. */
export async function startOfHouse(): Promise<{ centre: Place; zoom: number }> {
  const cameras = await listCameras().catch(() => []);
  const centre = middleOf(cameras.flatMap((camera) => camera.position ?? [])) ?? (await middleOfBasemap());
  if (centre) return { centre, zoom: 15 };
  const imported = await importedMap().catch(() => null);
  if (!imported) return { centre: { lat: 20, lon: 0 }, zoom: 2 };
  const [west, south, east, north] = imported.bounds;
  return { centre: { lat: (south + north) / 2, lon: (west + east) / 2 }, zoom: 11 };
}

/** The middle of the base map's outline; null without a base map. */
async function middleOfBasemap(): Promise<Place | null> {
  try {
    const map = (await (await send('/api/map', {})).json()) as { features: { geometry: { coordinates: unknown } }[] };
    const places: Place[] = [];
    for (const feature of map.features) collect(feature.geometry.coordinates, places);
    if (places.length === 0) return null;
    const lats = places.map((place) => place.lat).sort((a, b) => a - b);
    const lons = places.map((place) => place.lon).sort((a, b) => a - b);
    const half = places.length >> 1; // the median: a river that runs far out does not pull the middle away
    return { lat: lats[half] ?? 0, lon: lons[half] ?? 0 };
  } catch {
    return null;
  }
}

function collect(coordinates: unknown, into: Place[]): void {
  if (!Array.isArray(coordinates)) return;
  const [lon, lat]: unknown[] = coordinates;
  if (typeof lon === 'number' && typeof lat === 'number') into.push({ lat, lon });
  else coordinates.forEach((inner) => collect(inner, into));
}
