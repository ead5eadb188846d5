import { expect, it } from 'vitest';
import { overdueCount, pointState, progressOf, toursInOrder, worstState } from './progress';
import type { Tour } from './shapes';

const point = (checkpoint_id: string, isOverdue = false) => ({
  checkpoint_id, last_at: null, last_callsign: null, due_at: null, overdue_since: isOverdue ? '2026-03-01T22:00:00Z' : null,
});

function tour(name: string, overdue: string[] = [], scanned: [string, string[]][] | null = null): Tour {
  const ids = ['a', 'b', 'c'];
  const done = (scanned ?? []).map(([id]) => id);
  const run = scanned && {
    id: 'run', tour_id: name, unit_id: 'u', callsign: 'P-1', state: 'running', order: ids, started_at: '', started_by: '',
    ended_at: null, ended_reason: '', missed: ids.filter((id) => !done.includes(id)),
    scans: scanned.map(([checkpoint_id, flags]) => ({ checkpoint_id, flags })),
  };
  return { id: name, name, checkpoint_ids: ids, points: ids.map((id) => point(id, overdue.includes(id))), run } as unknown as Tour;
}

it('tells how far a round has come and what is next', () => {
  const going = tour('n', ['c'], [['a', []], ['b', ['too_fast']]]);
  expect(progressOf(going)).toEqual({ done: 2, of: 3, nextId: 'c' });
  expect(['a', 'b', 'c'].map((id) => pointState(going, id))).toEqual(['done', 'flagged', 'overdue']);
  expect(pointState(tour('n', [], []), 'a')).toBe('next');
  expect(progressOf(tour('idle'))).toBeNull();
});

it('puts what needs somebody first and counts it', () => {
  const tours = [tour('idle'), tour('going', [], []), tour('late', ['a', 'b'])];
  expect(toursInOrder(tours).map((one) => one.name)).toEqual(['late', 'going', 'idle']);
  expect(overdueCount(tours)).toBe(2);
  expect(worstState(tours, 'a')).toBe('overdue');
  expect(worstState(tours, 'z')).toBe('open');
});
