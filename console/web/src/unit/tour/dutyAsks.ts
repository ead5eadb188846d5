/** The crew's own sign-on and sign-off. Every function throws an `ApiFault` when refused. */
import { api, take } from '../../api/client';
import type { components } from '../../api/types';

export type Duty = components['schemas']['DutyView'];

export const getDuty = (): Promise<Duty> => take(api.GET('/api/unit/duty'));
export const signOn = (crew: string[]): Promise<Duty> => take(api.POST('/api/unit/sign-on', { body: { crew } }));
export const signOff = (hand_over: string): Promise<Duty> => take(api.POST('/api/unit/sign-off', { body: { hand_over } }));
