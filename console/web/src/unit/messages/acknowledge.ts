/** Tells the room that the phone has a message, or that the crew looked at it. What fails is told again at the next look. */

import { api, take } from '../../api/client';
import type { Message } from '../shapes';

const told = new Set<string>();

export function tellDelivered(messages: readonly Message[]): void {
  each('deliver', messages, (message_id) => take(api.POST('/api/unit/messages/{message_id}/deliver', { params: { path: { message_id } } })));
}

export function tellRead(messages: readonly Message[]): void {
  each('read', messages, (message_id) => take(api.POST('/api/unit/messages/{message_id}/read', { params: { path: { message_id } } })));
}

function each(what: string, messages: readonly Message[], ask: (id: string) => Promise<unknown>): void {
  for (const { id } of messages) {
    const mark = `${what} ${id}`;
    if (told.has(mark)) continue;
    told.add(mark);
    ask(id).catch(() => told.delete(mark));
  }
}
