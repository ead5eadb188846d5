/** What the models page asks of the room. Every function throws an `ApiFault` when refused. */

import { api, take } from '../../api/client';
import type { Models } from './shapes';

export const listModels = (): Promise<Models> => take(api.GET('/api/models'));
export const chooseModel = (camera_id: string, model: string | null): Promise<Models> =>
  take(api.PUT('/api/cameras/{camera_id}/model', { params: { path: { camera_id } }, body: { model } }));
export async function removeModel(name: string): Promise<void> {
  await take(api.DELETE('/api/models/{name}', { params: { path: { name } } }));
}
