import { describe, expect, it } from 'vitest';
import { markOf, threadOf, unreadInRoom } from './messages';
import type { Message } from './shapes';

function message(id: string, change: Partial<Message> = {}): Message {
  return {
    id, unit_id: 'u1', callsign: 'P-1', is_from_unit: true, sender: 'P-1', text: 'quiet', round: null,
    sent_at: `2026-01-01T08:00:0${id}Z`, received_at: `2026-01-01T08:00:0${id}Z`, delivered_at: null, read_at: null, read_by: null, ...change,
  };
}

describe('messages in the room', () => {
  const held = { 1: message('1', { is_from_unit: false }), 3: message('3'), 2: message('2', { read_at: 'x' }), 4: message('4', { unit_id: 'u2' }) };

  it('make a thread for each unit, in the order in which they were said', () => {
    expect(threadOf(held, 'u1').map((each) => each.id)).toEqual(['1', '2', '3']);
  });

  it('are unread until somebody in the room looked; our own never are', () => {
    expect(unreadInRoom(held).map((each) => each.id)).toEqual(['3', '4']);
  });

  it('are marked as far as they came', () => {
    expect([markOf(message('1')), markOf(message('1', { delivered_at: 'x' })), markOf(message('1', { delivered_at: 'x', read_at: 'y' }))]).toEqual([
      'sent', 'delivered', 'read',
    ]);
  });
});
