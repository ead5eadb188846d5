import { describe, expect, it } from 'vitest';
import { sampleEvent, sampleOrder } from '../test/samples';
import { arrivalWord, attachmentsOf, dispositionsFor, isBack, mergeOrder } from './lifecycle';

it('asks a reason only for going back', () => {
  expect([isBack('controlled', 'on_scene'), isBack('accepted', 'controlled'), isBack('on_scene', 'on_scene')]).toEqual([true, false, false]);
});

it('lets the earlier incident go on, from whichever one it is pressed', () => {
  const [old, young] = [{ id: 'a', number: 7 }, { id: 'b', number: 9 }];
  expect(mergeOrder(old, young)).toEqual({ child: 'b', parent: 'a' });
  expect(mergeOrder(young, old)).toEqual({ child: 'b', parent: 'a' });
});

describe('the endings of an incident', () => {
  const guides = [
    { kind: null, dispositions: ['false_alarm', 'resolved'], checklist: [] },
    { kind: 'intrusion', dispositions: ['arrested', 'false_alarm'], checklist: [] },
  ];
  it('are those of its kind, else those for everything', () => {
    expect(dispositionsFor('intrusion', guides)).toEqual(['arrested', 'false_alarm']);
    expect(dispositionsFor('crowding', guides)).toEqual(['false_alarm', 'resolved']);
  });
  it('are the usual ones until the guides are here', () => {
    expect(dispositionsFor('intrusion', [])).toContain('false_alarm');
  });
});

it('lists photos, snapshots and clips with who and when, newest first', () => {
  const report = { at: '2026-03-01T02:30:00Z', text: '', photos: [{ id: 'p1', content_type: 'image/jpeg', size_bytes: 1 }] };
  const found = attachmentsOf([sampleOrder({ report })], [sampleEvent()]);
  expect(found.map(({ kind, by }) => [kind, by])).toEqual([['photo', 'P-12'], ['snapshot', 'Intrusion'], ['clip', 'Intrusion']]);
});

describe('an arrival', () => {
  const arrival = { grade: 'pressed' as const, distance_m: null, accuracy_m: null, fixes: 0 };
  it('is proven by position', () => {
    expect(arrivalWord({ ...arrival, grade: 'position', distance_m: 12 })).toEqual({ word: 'position', metres: 12 });
  });
  it('is pressed only without a position, or with one that neither proves nor denies', () => {
    expect(arrivalWord(arrival).word).toBe('pressed');
    expect(arrivalWord({ ...arrival, distance_m: 108, accuracy_m: 10 }).word).toBe('pressed');
  });
  it('is doubted where the position lies far away', () => {
    expect(arrivalWord({ ...arrival, distance_m: 320, accuracy_m: 10 })).toEqual({ word: 'far', metres: 320 });
  });
});
