/** Sends the outbox, one act at a time and in order, and keeps trying while the net is away. */

import { api, send, take } from '../api/client';
import { asFault, type ApiFault } from '../api/fault';
import { sessionEnded } from '../session/session';
import * as outbox from './outbox';
import { keepOutbox, recallOutbox } from './outboxKeep';
import type { DeclineCode, Order } from './shapes';
import type { Act } from './step';
import { changeBox, useUnit } from './store';

let isSending = false;
let timer: ReturnType<typeof setTimeout> | undefined;

/** Starts sending for a unit, with what was kept from the last time; the returned function stops it. */
export function startSender(unitId: string): () => void {
  let isKept = false;
  const wake = () => void drain();
  const stopWatching = useUnit.subscribe((now, before) => {
    if (isKept && now.box !== before.box) void keepOutbox(unitId, now.box);
    if (now.link.state === 'connected' && before.link.state !== 'connected') wake();
  });
  void recallOutbox(unitId).then((kept) => {
    isKept = true;
    if (kept) changeBox((box) => box.pending.reduce(outbox.put, kept));
    wake();
  });
  window.addEventListener('online', wake);
  return () => {
    stopWatching();
    window.removeEventListener('online', wake);
    clearTimeout(timer);
  };
}

/** A press: it counts from now, whether or not the net is there. */
export function press(order: Order, title: string, act: Act, text = '', photos: Blob[] = [], code?: DeclineCode): void {
  const id = crypto.getRandomValues(new Uint32Array(2)).join('-'); // randomUUID needs a secure page
  const at = new Date().toISOString();
  changeBox((box) =>
    outbox.put(box, { id, orderId: order.id, title, act, at, text, photos, stage: 'waiting', attempts: 0, ...(code ? { code } : {}) }),
  );
  void drain();
}

async function drain(): Promise<void> {
  if (isSending) return;
  isSending = true;
  clearTimeout(timer);
  try {
    for (let act = waiting(); act; act = waiting()) {
      const fault = await attempt(act);
      if (!fault) continue;
      if (fault.kind === 'unauthenticated') return sessionEnded();
      const attempts = act.attempts + 1;
      timer = setTimeout(() => void drain(), outbox.retryDelayS(attempts) * 1000);
      return;
    }
  } finally {
    isSending = false;
  }
}

function waiting(): outbox.PendingAct | null {
  return outbox.nextToSend(useUnit.getState().box);
}

/** One try. Gives the fault when it makes sense to try again, null when the act is done with. */
async function attempt(act: outbox.PendingAct): Promise<ApiFault | null> {
  try {
    await post(act);
    changeBox((box) => outbox.accepted(box, act.id));
    const home = useUnit.getState().home;
    if (home) changeBox((box) => outbox.settle(box, home.orders)); // the journal may have been quicker
    return null;
  } catch (thrown) {
    const fault = asFault(thrown);
    if (mayWorkLater(fault)) {
      changeBox((box) => outbox.failed(box, act.id));
      return fault;
    }
    changeBox((box) => outbox.refused(box, act.id, fault.message));
    return null;
  }
}

function mayWorkLater(fault: ApiFault): boolean {
  if (fault.kind === 'limited') return fault.status !== 413;
  return fault.kind === 'offline' || fault.kind === 'unavailable' || fault.kind === 'unauthenticated';
}

async function post(pending: outbox.PendingAct): Promise<void> {
  const params = { path: { order_id: pending.orderId } };
  const body = { at: pending.at };
  switch (pending.act) {
    case 'deliver':
      await take(api.POST('/api/orders/{order_id}/deliver', { params, body }));
      return;
    case 'sign':
      await take(api.POST('/api/orders/{order_id}/sign', { params, body }));
      return;
    case 'depart':
      await take(api.POST('/api/orders/{order_id}/depart', { params, body }));
      return;
    case 'arrive':
      await take(api.POST('/api/orders/{order_id}/arrive', { params, body }));
      return;
    case 'handle':
      await take(api.POST('/api/orders/{order_id}/handle', { params, body }));
      return;
    case 'decline':
      await take(api.POST('/api/orders/{order_id}/decline', { params, body: { ...body, code: pending.code ?? null, reason: pending.text } }));
      return;
    case 'see':
      await take(api.POST('/api/orders/{order_id}/see-end', { params }));
      return;
    case 'report':
      await postReport(pending);
  }
}

async function postReport(pending: outbox.PendingAct): Promise<void> {
  const form = new FormData();
  form.append('text', pending.text);
  pending.photos.forEach((photo, index) => form.append('photos', photo, `photo-${index + 1}.jpg`));
  await send(`/api/orders/${encodeURIComponent(pending.orderId)}/report`, { method: 'POST', body: form });
}
