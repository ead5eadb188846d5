/** What the try-out asks of the room. Every function throws an `ApiFault` when refused. */

import { api, take } from '../../api/client';
import type { Trial, TrialDraft, TrialSummary } from './shapes';

const camera = (camera_id: string) => ({ params: { path: { camera_id } } });
const one = (camera_id: string, trial_id: string) => ({ params: { path: { camera_id, trial_id } } });

export const listTrials = (id: string): Promise<TrialSummary[]> => take(api.GET('/api/cameras/{camera_id}/trials', camera(id)));
export const tryScene = (id: string, body: TrialDraft): Promise<Trial> =>
  take(api.POST('/api/cameras/{camera_id}/trials', { ...camera(id), body }));
export const getTrial = (id: string, trial: string): Promise<Trial> =>
  take(api.GET('/api/cameras/{camera_id}/trials/{trial_id}', one(id, trial)));
export async function removeTrial(id: string, trial: string): Promise<void> {
  await take(api.DELETE('/api/cameras/{camera_id}/trials/{trial_id}', one(id, trial)));
}

/** Where the picture of a finding is; the browser fetches it by itself. */
export const pictureUrl = (id: string, trial: string, number: number) =>
  `/api/cameras/${encodeURIComponent(id)}/trials/${trial}/pictures/${number}.jpg`;
