/** What is asked about unsigned orders. Each tells a refusal; the page changes when the journal says so. */
import i18next from 'i18next';
import { api, take } from '../api/client';
import { tellFault } from '../ui/notify';

async function attempt(what: string, work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (thrown) {
    tellFault(what, thrown);
  }
}

/** Answer a rung: called the unit over the radio, or took the alarm. */
export async function takeRung(orderId: string, level: number): Promise<void> {
  const path = { order_id: orderId, level };
  await attempt(i18next.t('dispatch:failed.take'), take(api.POST('/api/orders/{order_id}/rungs/{level}/take', { params: { path } })));
}

const of = (incident_id: string) => ({ params: { path: { incident_id } } });

/** Nobody is sent by the plan. */
export async function stopSending(incidentId: string): Promise<void> {
  await attempt(i18next.t('dispatch:failed.stop'), take(api.POST('/api/incidents/{incident_id}/sending/stop', of(incidentId))));
}

/** Do not wait for the end of the countdown. */
export async function sendNow(incidentId: string): Promise<void> {
  await attempt(i18next.t('dispatch:failed.now'), take(api.POST('/api/incidents/{incident_id}/sending/now', of(incidentId))));
}

/** Answer the alarm that units were short. */
export async function takeShort(incidentId: string): Promise<void> {
  await attempt(i18next.t('dispatch:failed.take'), take(api.POST('/api/incidents/{incident_id}/sending/take', of(incidentId))));
}

/** Send the unit that the ladder offers. */
export async function sendOffered(orderId: string, isInstead: boolean): Promise<void> {
  const asked = api.POST('/api/orders/{order_id}/send-offered', { params: { path: { order_id: orderId } }, body: { instead: isInstead } });
  await attempt(i18next.t('dispatch:failed.offer'), take(asked));
}
