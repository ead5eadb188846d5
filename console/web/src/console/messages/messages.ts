import type { Message } from './shapes';

/** The words between the room and one unit, oldest first. */
export function threadOf(messages: Readonly<Record<string, Message>>, unitId: string): Message[] {
  return Object.values(messages)
    .filter((message) => message.unit_id === unitId)
    .sort((a, b) => a.sent_at.localeCompare(b.sent_at) || a.id.localeCompare(b.id));
}

/** What units said and nobody in the room has looked at, oldest first. */
export function unreadInRoom(messages: Readonly<Record<string, Message>>): Message[] {
  return Object.values(messages)
    .filter((message) => message.is_from_unit && !message.read_at)
    .sort((a, b) => a.received_at.localeCompare(b.received_at));
}

export type Mark = 'sent' | 'delivered' | 'read';

/** How far a message has come; a shape and a word tell it, not colour alone. */
export function markOf(message: Message): Mark {
  if (message.read_at) return 'read';
  return message.delivered_at ? 'delivered' : 'sent';
}
