/** What the health page asks of the room. Every function throws an `ApiFault` when refused. */

import { api, take } from '../api/client';
import type { RoomHealth } from './shapes';

export const getRoomHealth = (): Promise<RoomHealth> => take(api.GET('/api/health/room'));
export const relearnView = (camera_id: string): Promise<unknown> =>
  take(api.POST('/api/health/cameras/{camera_id}/relearn', { params: { path: { camera_id } } }));
