/** What talking asks the server for. */
import { api, take } from '../../../api/client';
import type { components } from '../../../api/types';

export const talkOf = (id: string): Promise<components['schemas']['TalkView']> =>
  take(api.GET('/api/cameras/{camera_id}/talk', { params: { path: { camera_id: id } } }));
