/** What the map asks about roads and addresses. */
import type { FeatureCollection } from 'geojson';
import { api, take } from '../../../api/client';
import type { Place } from '../../../api/shapes';
import type { ClosureDraft, FoundPlace, ImportedMap, ReachFrom, Way } from './shapes';

export async function importedMap(): Promise<ImportedMap | null> {
  // The client's types forget that the bounds are four.
  return (await take(api.GET('/api/roads/map'))).map as ImportedMap | null;
}

export function placesFor(q: string): Promise<FoundPlace[]> {
  return take(api.GET('/api/places', { params: { query: { q } } }));
}

export async function wayOf(unitId: string, { lat, lon }: Place): Promise<Way | null> {
  return (await take(api.GET('/api/roads/way', { params: { query: { unit_id: unitId, lat, lon } } }))).way;
}

export async function reachOf(from: ReachFrom): Promise<FeatureCollection> {
  const query = 'unitId' in from ? { unit_id: from.unitId } : { lat: from.lat, lon: from.lon, kind: from.kind };
  const reach = await take(api.GET('/api/roads/reach', { params: { query } }));
  return reach as unknown as FeatureCollection;
}

export function drawClosure(draft: ClosureDraft): Promise<unknown> {
  return take(api.POST('/api/roads/closures', { body: draft }));
}

export function liftClosure(id: string): Promise<unknown> {
  return take(api.DELETE('/api/roads/closures/{closure_id}', { params: { path: { closure_id: id } } }));
}
