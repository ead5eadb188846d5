/** The roster. Every function throws an `ApiFault` when refused. */
import { api, take } from '../../api/client';
import type { components } from '../../api/types';

export type Shift = components['schemas']['ShiftView'];
export type ShiftDraft = components['schemas']['ShiftDraft'];
export type Breach = components['schemas']['BreachView'];
export type Roster = components['schemas']['RosterView'];

const shift = (shift_id: string) => ({ params: { path: { shift_id } } });

export const getRoster = (start: string, end: string): Promise<Roster> =>
  take(api.GET('/api/shifts', { params: { query: { start, end } } }));
export const planShift = (body: ShiftDraft): Promise<Shift> => take(api.POST('/api/shifts', { body }));
export const replanShift = (id: string, body: ShiftDraft): Promise<Shift> =>
  take(api.PUT('/api/shifts/{shift_id}', { ...shift(id), body }));
export async function cancelShift(id: string): Promise<void> {
  await take(api.DELETE('/api/shifts/{shift_id}', shift(id)));
}
export const checkShift = (body: ShiftDraft, besides?: string): Promise<Breach[]> =>
  take(api.POST('/api/shifts/check', { body, params: { query: { besides } } }));
