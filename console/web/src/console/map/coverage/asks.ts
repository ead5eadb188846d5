/** What the map asks about coverage. */
import { api, take } from '../../../api/client';
import type { Coverage, MoveUp, PlaceDraft } from './shapes';

export function coverageNow(): Promise<Coverage> {
  return take(api.GET('/api/coverage'));
}

export function addPlace(draft: PlaceDraft): Promise<unknown> {
  return take(api.POST('/api/protected-places', { body: draft }));
}

export function removePlace(id: string): Promise<unknown> {
  return take(api.DELETE('/api/protected-places/{place_id}', { params: { path: { place_id: id } } }));
}

export function orderMove({ unit_id, place_id }: MoveUp): Promise<unknown> {
  return take(api.POST('/api/coverage/move-up', { body: { unit_id, place_id } }));
}
