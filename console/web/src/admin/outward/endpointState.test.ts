import { describe, expect, it } from 'vitest';
import type { Webhook } from './asks';
import { answerText, endpointState, isAddress } from './endpointState';

const NOW = Date.parse('2026-01-01T08:00:00Z');
const BASE: Webhook = {
  id: 'whk_1', name: 'Records', url: 'https://a/in', topics: ['incident.closed'], is_paused: false, old_secret_until: null,
  created_at: '2026-01-01T00:00:00Z', created_by: 'A', failing_since: null, delivered_at: '2026-01-01T07:00:00Z', pending: 0, dead: 0,
  last: null,
};

describe('how an endpoint does', () => {
  it.each([
    ['good after a delivery', {}, 'good'],
    ['idle before the first', { delivered_at: null }, 'idle'],
    ['retrying after a short failure', { failing_since: '2026-01-01T07:50:00Z' }, 'retrying'],
    ['failing after a quarter of an hour', { failing_since: '2026-01-01T07:45:00Z' }, 'failing'],
    ['failing with dead letters', { dead: 1 }, 'failing'],
    ['failing with dead letters, however short', { dead: 1, failing_since: '2026-01-01T07:59:00Z' }, 'failing'],
    ['paused before all else', { is_paused: true, dead: 1 }, 'paused'],
  ] as const)('is %s', (_name, change, state) => {
    expect(endpointState({ ...BASE, ...change }, NOW)).toBe(state);
  });
});

it.each([
  ['https://records.example/in?key=1', true],
  ['http://10.0.0.5:8080', true],
  ['records.example/in', false],
  ['https://me:pw@records.example/', false],
  ['https://records.example/#a', false],
])('takes %s for an address: %s', (text, is) => {
  expect(isAddress(text)).toBe(is);
});

it('says the status before the words, and only words when no answer came', () => {
  expect(answerText(500, 'disk full')).toBe('HTTP 500 · disk full');
  expect(answerText(null, 'no answer')).toBe('no answer');
});
