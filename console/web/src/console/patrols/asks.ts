/** Tours as the room sees and steers them. Every function throws an `ApiFault` when refused. */
import { api, take } from '../../api/client';
import type { CameraTour, Heat, Patrols, TourPlan, TourRun } from './shapes';

export const getPatrols = (): Promise<Patrols> => take(api.GET('/api/patrols'));
export const planTour = (tour_id: string, unit_id: string): Promise<TourPlan> =>
  take(api.GET('/api/tours/{tour_id}/plan', { params: { path: { tour_id }, query: { unit_id } } }));
export const sendOnTour = (tour_id: string, unit_id: string, order: string[]): Promise<TourRun> =>
  take(api.POST('/api/tours/{tour_id}/start', { params: { path: { tour_id } }, body: { unit_id, order } }));
export const stopRun = (run_id: string, reason: string): Promise<TourRun> =>
  take(api.POST('/api/tour-runs/{run_id}/stop', { params: { path: { run_id } }, body: { reason } }));
export const getCameraTours = (): Promise<CameraTour[]> => take(api.GET('/api/camera-tours'));
export async function confirmLook(tour_id: string, camera_id: string): Promise<void> {
  await take(api.POST('/api/camera-tours/{tour_id}/looks', { params: { path: { tour_id } }, body: { camera_id } }));
}
export const getHeat = (hours: number): Promise<Heat> => take(api.GET('/api/heat', { params: { query: { hours } } }));
