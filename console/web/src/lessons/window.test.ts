import { expect, it } from 'vitest';
import { clockOf, daysOf, missing } from './window';

it('reads minutes as a clock', () => {
  expect([0, 65, 1439, 1440].map(clockOf)).toEqual(['00:00', '01:05', '23:59', '00:00']);
});

it('names the days where they have a name', () => {
  const of = (days: number[] | null) => daysOf({ start_minute: 0, end_minute: 1, days });
  expect(of(null)).toBe('all');
  expect(of([0, 1, 2, 3, 4])).toBe('workdays');
  expect(of([5, 6])).toBe('weekend');
  expect(of([2])).toEqual([2]);
});

it('counts what is missing, at least one', () => {
  expect(missing({ strength: 1, needed: 2.1 })).toBe(2);
  expect(missing({ strength: 2, needed: 2.1 })).toBe(1);
  expect(missing({ strength: 3, needed: 2.1 })).toBe(1);
});
