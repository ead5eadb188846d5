/** Where a map opens: on what is placed already, else on the house's base map. */

import { send } from '../api/client';
import type { Place } from './shapes';

/** The middle of the places, or null when there is none. */
export function middleOf(places: readonly Place[]): Place | null {
  if (places.length === 0) return null;
  const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return { lat: mean(places.map((place) => place.lat)), lon: mean(places.map((place) => place.lon)) };
}

/** The middle of the base map's outline; null without a base map. */
export async function middleOfBasemap(): Promise<Place | null> {
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
