/** Beats, checkpoints and tours. Every function throws an `ApiFault` when refused. */
import { api, take } from '../../api/client';
import type { components } from '../../api/types';
import type { Beat, CameraTour, Checkpoint, CheckpointCode, Patrols, Tour, TourDraft } from '../../console/patrols/shapes';

type Shapes = components['schemas'];
export type BeatDraft = Shapes['BeatDraft'];
export type CheckpointDraft = Shapes['CheckpointDraft'];
export type CameraTourDraft = Shapes['CameraTourDraft'];

export const getPatrols = (): Promise<Patrols> => take(api.GET('/api/patrols'));
export const getCodes = (): Promise<CheckpointCode[]> => take(api.GET('/api/checkpoints/codes'));
export const saveBeat = (id: string | null, body: BeatDraft): Promise<Beat> =>
  id ? take(api.PUT('/api/beats/{beat_id}', { params: { path: { beat_id: id } }, body })) : take(api.POST('/api/beats', { body }));
export const saveCheckpoint = (id: string | null, body: CheckpointDraft): Promise<Checkpoint> =>
  id
    ? take(api.PUT('/api/checkpoints/{checkpoint_id}', { params: { path: { checkpoint_id: id } }, body }))
    : take(api.POST('/api/checkpoints', { body }));
export const renewCode = (checkpoint_id: string): Promise<CheckpointCode> =>
  take(api.POST('/api/checkpoints/{checkpoint_id}/code', { params: { path: { checkpoint_id } } }));
export const saveTour = (id: string | null, body: TourDraft): Promise<Tour> =>
  id ? take(api.PUT('/api/tours/{tour_id}', { params: { path: { tour_id: id } }, body })) : take(api.POST('/api/tours', { body }));
export async function removeBeat(beat_id: string): Promise<void> {
  await take(api.DELETE('/api/beats/{beat_id}', { params: { path: { beat_id } } }));
}
export async function removeCheckpoint(checkpoint_id: string): Promise<void> {
  await take(api.DELETE('/api/checkpoints/{checkpoint_id}', { params: { path: { checkpoint_id } } }));
}
export async function removeTour(tour_id: string): Promise<void> {
  await take(api.DELETE('/api/tours/{tour_id}', { params: { path: { tour_id } } }));
}
export const listCameraTours = (): Promise<CameraTour[]> => take(api.GET('/api/camera-tours'));
export const saveCameraTour = (body: CameraTourDraft): Promise<CameraTour> => take(api.POST('/api/camera-tours', { body }));
export async function removeCameraTour(tour_id: string): Promise<void> {
  await take(api.DELETE('/api/camera-tours/{tour_id}', { params: { path: { tour_id } } }));
}
