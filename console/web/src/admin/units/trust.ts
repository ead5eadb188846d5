/** What a new phone needs to trust the room. Throws an `ApiFault` when refused. */

import { api, take } from '../../api/client';
import type { components } from '../../api/types';

export type Trust = components['schemas']['TrustView'];

export const fetchTrust = (): Promise<Trust> => take(api.GET('/api/trust'));
