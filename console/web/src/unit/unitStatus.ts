import { api, take } from '../api/client';
import type { UnitStatus } from './shapes';

/** Asks the room to set the unit's status; the page shows it when the journal says so. Throws an `ApiFault`. */
export async function changeStatus(status: UnitStatus): Promise<void> {
  await take(api.POST('/api/unit/status', { body: { status } }));
}
