/** The ladders of unsigned orders. Both throw an `ApiFault` when refused. */
import { api, take } from '../../api/client';
import type { components } from '../../api/types';

export type LadderRule = components['schemas']['LadderRule'];
export type Ladders = components['schemas']['LaddersView'];

export const getLadders = (): Promise<Ladders> => take(api.GET('/api/ladders'));
export const saveLadders = (revision: number, rules: LadderRule[]): Promise<Ladders> =>
  take(api.PUT('/api/ladders', { body: { revision, rules } }));
