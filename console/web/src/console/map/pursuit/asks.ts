/** What the map asks about a pursuit. */
import { api, take } from '../../../api/client';
import type { Seen } from './pursuing';
import type { Pursuit, PursuitBlock } from './shapes';

export function pursuitOf({ at: { lat, lon }, sinceMs, kind }: Seen): Promise<Pursuit> {
  const query = { lat, lon, since: new Date(sinceMs).toISOString(), kind };
  return take(api.GET('/api/pursuit', { params: { query } }));
}

export function sendToCrossing({ unit_id, position }: PursuitBlock, incidentId: string | null): Promise<unknown> {
  return take(api.POST('/api/pursuit/block', { body: { unit_id, position, incident_id: incidentId } }));
}
