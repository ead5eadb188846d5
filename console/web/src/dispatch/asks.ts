/** What is asked about unsigned orders. Each tells a refusal; the page changes when the journal says so. */
import i18next from 'i18next';
import { api, take } from '../api/client';
import { tellFault } from '../ui/notify';

/** Answers whether it was done, so that what was typed can stay when not. */
async function attempt(what: string, work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (thrown) {
    tellFault(what, thrown);
    return false;
  }
}

/** Answer a rung: called the unit over the radio, or took the alarm. */
export async function takeRung(orderId: string, level: number): Promise<void> {
  const path = { order_id: orderId, level };
  await attempt(i18next.t('dispatch:failed.take'), take(api.POST('/api/orders/{order_id}/rungs/{level}/take', { params: { path } })));
}

const onOrder = (order_id: string) => ({ params: { path: { order_id } } });
const onUnit = (unit_id: string) => ({ params: { path: { unit_id } } });
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

/** The room answers a refusal, or says that the crew knows of a recall: it was told by radio. */
export function seeEnd(orderId: string): Promise<boolean> {
  return attempt(i18next.t('dispatch:failed.see'), take(api.POST('/api/orders/{order_id}/see-end', onOrder(orderId))));
}

/** Another unit takes the order over. */
export function handOver(orderId: string, unitId: string, reason: string): Promise<boolean> {
  const body = { unit_id: unitId, reason };
  return attempt(i18next.t('dispatch:failed.hand_over'), take(api.POST('/api/orders/{order_id}/hand-over', { ...onOrder(orderId), body })));
}

/** One more unit for the incident, told the same as the last. */
export function reinforce(incidentId: string, unitId: string): Promise<boolean> {
  const body = { unit_id: unitId };
  return attempt(i18next.t('dispatch:failed.reinforce'), take(api.POST('/api/incidents/{incident_id}/reinforce', { ...of(incidentId), body })));
}

/** Another order of work; `seen` is the one that was on the screen. */
export function arrange(unitId: string, wanted: string[], seen: string[]): Promise<boolean> {
  const body = { order_ids: wanted, seen };
  return attempt(i18next.t('dispatch:failed.arrange'), take(api.POST('/api/units/{unit_id}/arrange', { ...onUnit(unitId), body })));
}

export interface ReservationDraft {
  until: string;
  incident_id: string | null;
  note: string;
}

/** Keep the unit for later. */
export function reserve(unitId: string, body: ReservationDraft): Promise<boolean> {
  return attempt(i18next.t('dispatch:failed.reserve'), take(api.POST('/api/units/{unit_id}/reserve', { ...onUnit(unitId), body })));
}

export function release(unitId: string): Promise<boolean> {
  return attempt(i18next.t('dispatch:failed.release'), take(api.POST('/api/units/{unit_id}/release', onUnit(unitId))));
}
