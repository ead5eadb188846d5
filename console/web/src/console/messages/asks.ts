/** Messages of the room. Each tells a refusal; the page changes when the journal says so. */
import i18next from 'i18next';
import { api, take } from '../../api/client';
import { tellFault } from '../../ui/notify';

/** Answers whether it was sent, so that the words stay in their field when not. unitId null: to all on duty. */
export async function sendMessage(key: string, text: string, unitId: string | null): Promise<boolean> {
  try {
    await take(api.POST('/api/messages', { body: { key, text, unit_id: unitId } }));
    return true;
  } catch (thrown) {
    tellFault(i18next.t('messages:failed.send'), thrown);
    return false;
  }
}

export async function readMessage(id: string): Promise<void> {
  try {
    await take(api.POST('/api/messages/{message_id}/read', { params: { path: { message_id: id } } }));
  } catch (thrown) {
    tellFault(i18next.t('messages:failed.read'), thrown);
  }
}
