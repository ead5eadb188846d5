import type { Camera, Place } from '../../api/shapes';

/** Squared distance in degrees of latitude; good enough to sort a neighbourhood. */
function nearness(a: Place, b: Place): number {
  const east = (a.lon - b.lon) * Math.cos((a.lat * Math.PI) / 180);
  return east * east + (a.lat - b.lat) ** 2;
}

/** The nearest enabled cameras on the map, at most `most`; those without a place come last, by name. */
export function neighboursOf(camera: Camera, cameras: readonly Camera[], most: number): Camera[] {
  const far = (other: Camera) =>
    camera.position && other.position ? nearness(camera.position, other.position) : Number.POSITIVE_INFINITY;
  return cameras
    .filter((other) => other.id !== camera.id && other.is_enabled)
    .map((other) => ({ other, distance: far(other) }))
    .sort((a, b) => (a.distance === b.distance ? a.other.name.localeCompare(b.other.name) : a.distance - b.distance))
    .slice(0, most)
    .map(({ other }) => other);
}
