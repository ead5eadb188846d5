/** The phone's side of the messages; no browser in here. */

import type { Parcel } from '../parcels/parcel';
import type { Message, UnitHome } from '../shapes';

/** What the room said and the crew has not looked at, oldest first. */
export function unreadByCrew(home: UnitHome): Message[] {
  return home.messages.filter((message) => !message.is_from_unit && !message.read_at);
}

/** What the room said and waits to hear that the phone has it. */
export function undeliveredMessages(home: UnitHome): Message[] {
  return home.messages.filter((message) => !message.is_from_unit && !message.delivered_at);
}

/** Messages in `after` that `before` did not know: they call for sound. */
export function newMessages(before: UnitHome | null, after: UnitHome): Message[] {
  const known = new Set(before?.messages.map((message) => message.id));
  return unreadByCrew(after).filter((message) => !known.has(message.id));
}

export interface Said {
  key: string;
  text: string;
  at: string;
  sender: string;
  isOurs: boolean;
  state: 'waiting' | 'sent' | 'read';
}

/** The talk as the crew sees it: what waits to be sent stands at its end. */
export function talkOf(home: UnitHome, waiting: readonly Parcel[]): Said[] {
  const said = home.messages.map((message): Said => ({
    key: message.id, text: message.text, at: message.sent_at, sender: message.sender, isOurs: message.is_from_unit,
    state: message.read_at ? 'read' : 'sent',
  }));
  const still = waiting.flatMap((parcel): Said[] =>
    parcel.kind === 'message'
      ? [{ key: parcel.key, text: parcel.text, at: parcel.at, sender: home.unit.callsign, isOurs: true, state: 'waiting' }]
      : [],
  );
  return [...said.sort((a, b) => a.at.localeCompare(b.at)), ...still];
}
