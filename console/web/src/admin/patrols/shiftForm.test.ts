import { expect, it } from 'vitest';
import type { Shift } from './shiftAsks';
import { byDay, draftOf, fieldsOf } from './shiftForm';

const ZONE = 'Asia/Shanghai';
const NOW = Date.parse('2026-03-01T14:20:00Z');

it('begins a new shift with the next full hour, by the clock of the room', () => {
  const fields = fieldsOf(null, NOW, ZONE);
  expect([fields.start, fields.end]).toEqual(['2026-03-01T23:00', '2026-03-02T07:00']);
});

it('saves nothing until unit, names and times are there', () => {
  const whole = { ...fieldsOf(null, NOW, ZONE), unitId: 'unit_1', crew: ['Zhao'] };
  expect(draftOf(whole, ZONE)?.starts_at).toBe('2026-03-01T15:00:00.000Z');
  expect(draftOf({ ...whole, crew: [] }, ZONE)).toBeNull();
  expect(draftOf({ ...whole, unitId: null }, ZONE)).toBeNull();
  expect(draftOf({ ...whole, end: whole.start }, ZONE)).toBeNull();
  expect(draftOf({ ...whole, start: '' }, ZONE)).toBeNull();
});

it('puts a night shift under the day on which it begins here', () => {
  const at = (id: string, starts_at: string) => ({ id, starts_at }) as Shift;
  const days = byDay([at('a', '2026-03-01T15:59:00Z'), at('b', '2026-03-01T16:00:00Z')], ZONE);
  expect(days.map(([day, shifts]) => [day, shifts.map((shift) => shift.id)])).toEqual([
    ['2026-03-01', ['a']],
    ['2026-03-02', ['b']],
  ]);
});
