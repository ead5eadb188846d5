import { expect, it } from 'vitest';
import { sampleEntry, sampleIncident, sampleOrder } from '../../test/samples';
import { journalLine } from './journalLine';

it('names the unit of an order', () => {
  const line = journalLine(sampleEntry(3, 'order.sent', 'order:o1', sampleOrder()));
  expect(line).toMatchObject({ kind: 'order.sent', callsign: 'P-12', actor: 'Lin', words: null });
});

it('quotes the newest note', () => {
  const notes = [
    { at: '2026-03-01T02:00:00Z', by: 'Lin', text: 'first' },
    { at: '2026-03-01T02:01:00Z', by: 'Lin', text: 'second' },
  ];
  expect(journalLine(sampleEntry(4, 'incident.noted', 'incident:i1', sampleIncident({ notes }))).words).toBe('second');
});

it('says why an order was declined', () => {
  const order = sampleOrder({ state: 'declined', ended_reason: 'flat tyre' });
  expect(journalLine(sampleEntry(5, 'order.declined', 'order:o1', order)).words).toBe('flat tyre');
});
