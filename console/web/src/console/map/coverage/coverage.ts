import type { FeatureCollection } from 'geojson';
import type { Place } from '../../../api/shapes';
import { collection, point } from '../shapes';
import type { Coverage, PlaceCover } from './shapes';

export type Step = 'one' | 'three' | 'five' | 'later' | 'open';

/** How soon a free unit is at the place; open: not in the time that was asked for, however soon. */
export function stepOf({ travel_s: seconds, is_covered: isCovered }: PlaceCover): Step {
  if (!isCovered || seconds === null) return 'open';
  if (seconds <= 60) return 'one';
  if (seconds <= 180) return 'three';
  return seconds <= 300 ? 'five' : 'later';
}

export function percent(share: number): number {
  // What stands open must not be rounded away.
  return share < 1 ? Math.min(99, Math.round(share * 100)) : 100;
}

export function minutesOf(seconds: number): number {
  return Math.max(1, Math.ceil(seconds / 60));
}

/** Those that stand open first, those told of before the others, the weightiest first. */
export function inOrder(places: readonly PlaceCover[]): PlaceCover[] {
  const rank = (place: PlaceCover) => (place.void_since !== null ? 0 : place.is_covered ? 2 : 1);
  return [...places].sort((a, b) => rank(a) - rank(b) || b.weight - a.weight || a.name.localeCompare(b.name));
}

/** Places on the map: their name, how soon somebody is there, and whether they stand open. */
export function coverageFeatures(
  coverage: Coverage | null,
  minutes: (count: number) => string,
  drawn: Place | null,
): FeatureCollection {
  const places = (coverage?.places ?? []).map((place) => {
    const sooner = place.travel_s === null ? '–' : minutes(minutesOf(place.travel_s));
    return point(place.position, { step: stepOf(place), label: `${place.name}\n${sooner}` });
  });
  return collection(drawn ? [...places, point(drawn, { step: 'draft', label: '' })] : places);
}
