import { expect, it } from 'vitest';
import type { RankedUnit } from '../api/shapes';
import { sampleIncident, sampleOrder } from '../test/samples';
import { reinforcementOf } from './reinforcement';

const ranked = (id: string, rank: number | null, code = 'free'): RankedUnit => ({
  unit_id: id, callsign: id, rank, distance_m: 1, travel_s_low: 1, travel_s: 2, travel_s_high: 3, travel_by: 'straight',
  reasons: [{ code, values: {} }], coverage_cost: null,
});
const incident = sampleIncident({ order_ids: ['o1'], state: 'dispatched' });
const at = (state: Parameters<typeof sampleOrder>[0]) => ({ o1: sampleOrder(state) });

it('is the best unit that is left while somebody is at work', () => {
  expect(reinforcementOf(incident, at({ state: 'on_scene' }), [ranked('u2', 1), ranked('u3', 2)])?.unit_id).toBe('u2');
});
it('passes over who declined, who is reserved and who is left out', () => {
  const units = [ranked('u2', 1, 'declined'), ranked('u3', 2, 'reserved'), ranked('u4', null), ranked('u5', 3)];
  expect(reinforcementOf(incident, at({ state: 'sent' }), units)?.unit_id).toBe('u5');
});
it('is none before the first order, after the last and in a closed incident', () => {
  expect(reinforcementOf(sampleIncident(), {}, [ranked('u2', 1)])).toBeNull();
  expect(reinforcementOf(incident, at({ state: 'recalled' }), [ranked('u2', 1)])).toBeNull();
  expect(reinforcementOf({ ...incident, state: 'closed' }, at({ state: 'handled' }), [ranked('u2', 1)])).toBeNull();
});
