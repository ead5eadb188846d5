import { describe, expect, it } from 'vitest';
import { sampleIncident, sampleOrder } from '../test/samples';
import { alarmsOf, type Escalation, isFor, offerOf, refusalsOf, shortOf } from './alarms';

const AT = '2026-03-01T02:03:00Z';
const OFFER = { unit_id: 'u2', callsign: 'P-7', travel_s: 90 };
const rung = (action: Escalation['action'], change: Partial<Escalation> = {}): Escalation => ({
  level: 1, action, at: AT, phone_connected: true, offer: null, taken_at: null, taken_by: null, ...change,
});
const alarms = (order: ReturnType<typeof sampleOrder>, incident = sampleIncident({ id: 'i1' })) =>
  alarmsOf({ [order.id]: order }, { [incident.id]: incident }).map((alarm) => alarm.rung.action);

describe('alarms', () => {
  it('stand from the duty officer up', () => {
    expect(alarms(sampleOrder({ escalations: [rung('warn'), rung('realert')] }))).toEqual([]);
    expect(alarms(sampleOrder({ escalations: [rung('warn'), rung('duty_officer')] }))).toEqual(['duty_officer']);
  });
  it('are one for an order, the highest', () => {
    expect(alarms(sampleOrder({ escalations: [rung('duty_officer'), rung('command')] }))).toEqual(['command']);
  });
  it('stand again when command is called after the duty officer took theirs', () => {
    const escalations = [rung('duty_officer', { taken_at: AT, taken_by: 'Wei' }), rung('command')];
    expect(alarms(sampleOrder({ escalations }))).toEqual(['command']);
  });
  it('end when somebody takes the highest', () => {
    const escalations = [rung('duty_officer'), rung('command', { taken_at: AT, taken_by: 'Wei' })];
    expect(alarms(sampleOrder({ escalations }))).toEqual([]);
  });
  it.each([['signed', []], ['recalled', []], ['declined', []]] as const)('of an order that is %s', (state, left) => {
    expect(alarms(sampleOrder({ state, escalations: [rung('command')] }))).toEqual(left);
  });
  it('end with the incident', () => {
    const order = sampleOrder({ escalations: [rung('command')] });
    expect(alarms(order, sampleIncident({ id: 'i1', state: 'closed' }))).toEqual([]);
  });
  it('call those who hold the role', () => {
    const alarm = { order: sampleOrder(), incident: null, rung: rung('command') };
    expect([isFor(alarm, ['commander']), isFor(alarm, ['dispatcher', 'duty_officer'])]).toEqual([true, false]);
  });
});

it('alarms where a plan was short of units until somebody takes it', () => {
  const sending = {
    plan_name: 'Yard', units: 2, due_at: AT, state: 'short' as const, sent: 1, decided_at: AT, decided_by: null,
    taken_at: null, taken_by: null,
  };
  const short = (change: object) => shortOf({ i1: sampleIncident({ sending: { ...sending, ...change } }) }).length;
  expect([short({}), short({ state: 'sent' }), short({ taken_at: AT, taken_by: 'Wei' })]).toEqual([1, 0, 0]);
});

it('offers the next-best unit only while nobody signed', () => {
  const escalations = [rung('warn'), rung('command', { offer: OFFER })];
  expect(offerOf(sampleOrder({ escalations }))).toEqual(OFFER);
  expect(offerOf(sampleOrder({ escalations, state: 'signed' }))).toBeNull();
});

describe('a refusal', () => {
  const ending = { code: 'vehicle' as const, awaits: 'room' as const, seen_at: null, seen_by: null, offer: OFFER, handed_to: null };
  const declined = (change: object = {}) => sampleOrder({ state: 'declined', ending: { ...ending, ...change } });
  it('calls until the room answers, with the next-best unit', () => {
    expect(refusalsOf({ o1: declined() }, {}).map((order) => order.id)).toEqual(['o1']);
    expect(offerOf(declined())).toEqual(OFFER);
    expect(refusalsOf({ o1: declined({ awaits: null }) }, {})).toEqual([]);
    expect(offerOf(declined({ awaits: null }))).toBeNull();
  });
  it('ends with the incident', () => {
    expect(refusalsOf({ o1: declined() }, { i1: sampleIncident({ state: 'closed' }) })).toEqual([]);
  });
  it('is not a recall that the crew has not seen', () => {
    expect(refusalsOf({ o1: declined({ awaits: 'crew' }) }, {})).toEqual([]);
  });
});
