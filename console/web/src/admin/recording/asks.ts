/** What the recording and storage pages ask of the room. Every function throws an `ApiFault` when refused. */

import { api, take } from '../../api/client';
import type { HouseRetention, Policy, PolicyDraft, Storage } from './shapes';

const camera = (camera_id: string) => ({ params: { path: { camera_id } } });

export const getPolicy = (id: string): Promise<Policy> => take(api.GET('/api/cameras/{camera_id}/recording', camera(id)));
export const savePolicy = (id: string, body: PolicyDraft): Promise<Policy> =>
  take(api.PUT('/api/cameras/{camera_id}/recording', { ...camera(id), body }));

export const getStorage = (): Promise<Storage> => take(api.GET('/api/storage'));
export const saveHouseRetention = (body: HouseRetention): Promise<Storage> => take(api.PUT('/api/storage/retention', { body }));
