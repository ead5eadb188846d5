import { describe, expect, it } from 'vitest';
import { at, home } from '../fixtures';
import type { Message } from '../shapes';
import { newMessages, talkOf, undeliveredMessages, unreadByCrew } from './messages';

function message(id: string, change: Partial<Message> = {}): Message {
  return {
    id, unit_id: 'unit_1', callsign: 'P-12', is_from_unit: false, sender: 'Lin', text: 'Status?', round: null, sent_at: at(Number(id)),
    received_at: at(Number(id)), delivered_at: null, read_at: null, read_by: null, ...change,
  };
}

describe('messages on the phone', () => {
  const after = home({ messages: [message('2'), message('1', { delivered_at: at(9) }), message('3', { is_from_unit: true })] });

  it('are unread until the crew looked, and wait for "delivered" until the phone said so', () => {
    expect(unreadByCrew(after).map((each) => each.id)).toEqual(['2', '1']);
    expect(undeliveredMessages(after).map((each) => each.id)).toEqual(['2']);
  });

  it('sound once', () => {
    expect(newMessages(null, after)).toHaveLength(2);
    expect(newMessages(after, after)).toEqual([]);
  });

  it('stand in the order in which they were said, what waits last', () => {
    const talk = talkOf(after, [{ kind: 'message', key: 'k', at: at(0), text: 'On my way' }]);
    expect(talk.map((said) => [said.key, said.state])).toEqual([['1', 'sent'], ['2', 'sent'], ['3', 'sent'], ['k', 'waiting']]);
  });
});
