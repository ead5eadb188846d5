import { describe, expect, it } from 'vitest';
import { sampleEvent, sampleIncident } from '../../test/samples';
import { ageOf, incidentsInOrder, queueOf, stepTo } from './queue';

describe('queueOf', () => {
  it('leaves out what was judged or taken up by an incident', () => {
    const events = [sampleEvent({ verdict: 'dismissed' }), sampleEvent({ id: 'e2', incident_id: 'i1' })];
    expect(queueOf(events)).toEqual([]);
  });

  it('puts the worst first and then the longest wait', () => {
    const events = [
      sampleEvent({ id: 'late', camera_id: 'a', opened_at: '2026-03-01T02:05:00Z' }),
      sampleEvent({ id: 'early', camera_id: 'b', opened_at: '2026-03-01T02:01:00Z' }),
      sampleEvent({ id: 'worst', camera_id: 'c', severity: 'critical', opened_at: '2026-03-01T02:09:00Z' }),
    ];
    expect(queueOf(events).map((item) => item.head.id)).toEqual(['worst', 'early', 'late']);
  });

  it('puts what rules report before the health of cameras, where both weigh the same', () => {
    const events = [
      sampleEvent({ id: 'health', kind: 'covered', opened_at: '2026-03-01T02:00:00Z' }),
      sampleEvent({ id: 'rule', opened_at: '2026-03-01T02:05:00Z' }),
    ];
    expect(queueOf(events).map((item) => item.head.id)).toEqual(['rule', 'health']);
  });

  it('groups repeats at one camera, shows the newest and waits since the oldest', () => {
    const events = [
      sampleEvent({ id: 'first', opened_at: '2026-03-01T02:00:00Z' }),
      sampleEvent({ id: 'second', opened_at: '2026-03-01T02:03:00Z', severity: 'high', phase: 'open' }),
    ];
    const [item, ...others] = queueOf(events);
    expect(others).toEqual([]);
    expect(item).toMatchObject({ count: 2, severity: 'high', isOngoing: true, sinceMs: Date.parse('2026-03-01T02:00:00Z') });
    expect(item?.head.id).toBe('second');
  });

  it('keeps different rules at one camera apart', () => {
    expect(queueOf([sampleEvent(), sampleEvent({ id: 'e2', rule_id: 'other' })])).toHaveLength(2);
  });

  it('counts repeats inside one episode', () => {
    expect(queueOf([sampleEvent({ count: 3 })])[0]?.count).toBe(3);
  });
});

describe('ageOf', () => {
  it.each([
    ['critical just now', 'critical', 5, 'fresh'],
    ['critical for half a minute', 'critical', 30, 'waiting'],
    ['critical for a minute', 'critical', 60, 'late'],
    ['low for a minute', 'low', 60, 'fresh'],
  ] as const)('%s is %s', (_name, severity, waited, age) => {
    expect(ageOf(severity, waited)).toBe(age);
  });
});

it('lists new incidents before taken ones and hides closed ones', () => {
  const incidents = [
    sampleIncident({ id: 'taken', severity: 'critical' }),
    sampleIncident({ id: 'closed', state: 'closed' }),
    sampleIncident({ id: 'new', state: 'new', severity: 'low' }),
  ];
  expect(incidentsInOrder(incidents).map((incident) => incident.id)).toEqual(['new', 'taken']);
});

describe('stepTo', () => {
  it('starts at the first when nothing is selected', () => expect(stepTo(['a', 'b'], null, 1)).toBe('a'));
  it('stays at the end', () => expect(stepTo(['a', 'b'], 'b', 1)).toBe('b'));
  it('goes back', () => expect(stepTo(['a', 'b'], 'b', -1)).toBe('a'));
  it('has nowhere to go in an empty list', () => expect(stepTo([], 'b', -1)).toBeNull());
});
