import { expect, it } from 'vitest';
import { MessageCutter } from './sse';

it('joins an event that arrives in pieces', () => {
  const cutter = new MessageCutter();
  expect(cutter.push('id: 7\nevent: event.op')).toEqual([]);
  expect(cutter.push('ened\ndata: {"a":1}\n\n')).toEqual([{ name: 'event.opened', id: '7', data: '{"a":1}' }]);
});

it('gives several events of one chunk in order and keeps the rest', () => {
  const cutter = new MessageCutter();
  expect(cutter.push('data: a\n\ndata: b\n\ndata: c').map((message) => message.data)).toEqual(['a', 'b']);
  expect(cutter.push('\n\n').map((message) => message.data)).toEqual(['c']);
});

it('reports a heartbeat comment without a name', () => {
  expect(new MessageCutter().push(': beat\n\n')).toEqual([{ name: null, id: null, data: '' }]);
});

it('understands carriage returns and an event without data', () => {
  expect(new MessageCutter().push('event: reset\r\n\r\n')).toEqual([{ name: 'reset', id: null, data: '' }]);
});
