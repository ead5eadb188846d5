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

/** Send the unit that the ladder offers. */
export async function sendOffered(orderId: string, isInstead: boolean): Promise<void> {
  const asked = api.POST('/api/orders/{order_id}/send-offered', { params: { path: { order_id: orderId } }, body: { instead: isInstead } });
  await attempt(i18next.t('dispatch:failed.offer'), take(asked));
}
