import type { Incident } from '../../api/shapes';

/** Nobody's yet, or only a plan's. */
export function isTakeable({ state, taken_by, plan_id }: Incident): boolean {
  return state === 'new' || (state !== 'closed' && taken_by !== null && taken_by.id === plan_id);
}
