import { expect, it } from 'vitest';
import { sampleEvent } from '../test/samples';
import { isQuiet, quietOf } from './quiet';

const NOW = Date.parse('2026-03-01T03:00:00Z');
const quiet = (id: string, change = {}) => sampleEvent({ id, suppressed_by: ['l1'], ...change });

it('knows a quiet event by its lessons', () => {
  expect(isQuiet(sampleEvent())).toBe(false);
  expect(isQuiet(quiet('e1'))).toBe(true);
});

it('lists what was loaded and what was heard since once each, the newest first', () => {
  const later = quiet('e2', { opened_at: '2026-03-01T02:30:00Z' });
  expect(quietOf([quiet('e1')], { e1: quiet('e1'), e2: later, e3: sampleEvent({ id: 'e3' }) }, NOW).map((e) => e.id)).toEqual(['e2', 'e1']);
});

it('leaves out what was judged, what calls again and what is older than a day', () => {
  const loaded = [quiet('e1'), quiet('e2'), quiet('e3', { opened_at: '2026-02-27T02:00:00Z' })];
  const room = { e1: quiet('e1', { verdict: 'dismissed' }), e2: sampleEvent({ id: 'e2', suppressed_by: [] }) };
  expect(quietOf(loaded, room, NOW)).toEqual([]);
});
