import { describe, expect, it } from 'vitest';
import type { Alert, Incident } from './asks';
import { draftOf, formOf, missing, standing, withIncident } from './alertForm';

const NOW = Date.parse('2026-01-01T08:00:00Z');
const said = { ...formOf(null).words.en, event: 'Fire', headline: 'Smoke' };
const whole = { ...formOf(null), words: { ...formOf(null).words, en: said }, area: 'Harbour', lat: '54', lon: '7' };

describe('what an alert still misses', () => {
  it.each([
    ['words', { words: formOf(null).words }],
    ['half', { words: { ...whole.words, zh: { ...whole.words.zh, event: '火灾' } } }],
    ['area', { area: ' ' }],
    ['place', { lat: '95' }],
    ['place', { lon: '' }],
    ['radius', { radiusKm: '0' }],
    [null, {}],
  ] as const)('is %s', (lack, change) => {
    expect(missing({ ...whole, ...change })).toBe(lack);
  });
});

it('sends only the languages in which something is said, metres, and the end', () => {
  const draft = draftOf({ ...whole, radiusKm: '1.5', hours: 6 }, NOW);
  expect(draft.words).toEqual([said]);
  expect(draft.circle).toEqual({ centre: { lat: 54, lon: 7 }, radius_m: 1500 });
  expect(draft.expires).toBe('2026-01-01T14:00:00.000Z');
});

it('takes the place from the incident, and keeps what was typed where it has none', () => {
  const incident = { id: 'inc_1', position: { lat: 1, lon: 2 } } as Incident;
  expect(withIncident(whole, incident)).toMatchObject({ incidentId: 'inc_1', lat: '1.00000', lon: '2.00000' });
  expect(withIncident(whole, { ...incident, position: null })).toMatchObject({ lat: '54', lon: '7' });
});

it('knows an alert in force from one that has expired', () => {
  const alert = { state: 'in_force', expires: '2026-01-01T08:00:00Z' } as Alert;
  expect(standing(alert, NOW)).toBe('expired');
  expect(standing(alert, NOW - 1)).toBe('in_force');
});
