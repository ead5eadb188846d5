/** What the room does about a panic. Each tells a refusal; the page changes when the journal says so. */
import i18next from 'i18next';
import { api, take } from '../../api/client';
import { tellFault } from '../../ui/notify';

async function attempt(what: string, work: Promise<unknown>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (thrown) {
    tellFault(what, thrown);
    return false;
  }
}

const of = (panic_id: string) => ({ params: { path: { panic_id } } });

export async function takePanic(id: string): Promise<void> {
  await attempt(i18next.t('panic:failed.take'), take(api.POST('/api/panics/{panic_id}/take', of(id))));
}

export async function askCamera(id: string): Promise<void> {
  await attempt(i18next.t('panic:failed.camera'), take(api.POST('/api/panics/{panic_id}/camera', of(id))));
}

/** Answers whether it was cleared, so that the reason stays in its field when not. */
export function clearPanic(id: string, reason: string): Promise<boolean> {
  return attempt(i18next.t('panic:failed.clear'), take(api.POST('/api/panics/{panic_id}/clear', { ...of(id), body: { reason } })));
}
