import { expect, it } from 'vitest';
import { chosen, draftOf, formOf, usesEvents } from './policyForm';
import type { Policy } from './shapes';
import { painted } from './weekGrid';

const policy: Policy = {
  camera_id: 'gate', mode: 'continuous', schedule: [], pre_roll_s: 5, post_roll_s: 10, limit_bytes: 2_000_000_000_000, min_days: 3,
};

it('gives back what it was made of', () => {
  expect({ camera_id: 'gate', ...draftOf(formOf(policy)) }).toEqual(policy);
  expect(formOf(policy).limitGb).toBe(2000);
});

it('keeps the painted week while another choice is tried', () => {
  const form = chosen(formOf(policy), 'schedule');
  const night = { ...form, cells: painted(form.cells, { day: 0, hour: 0 }, { day: 6, hour: 5 }, 'off') };
  const tried = chosen(chosen(night, 'events'), 'schedule');
  expect(draftOf(chosen(night, 'events')).schedule).toEqual([]);
  expect(draftOf(tried).schedule).toHaveLength(7);
});

it('starts a schedule from the mode of the whole week', () => {
  const form = chosen(chosen(formOf(policy), 'events'), 'schedule');
  expect(draftOf(form)).toMatchObject({ mode: 'events', schedule: [] });
});

it('asks for pre- and post-roll only where events decide', () => {
  const form = chosen(formOf(policy), 'schedule');
  expect(usesEvents(form)).toBe(false);
  expect(usesEvents({ ...form, cells: painted(form.cells, { day: 2, hour: 3 }, { day: 2, hour: 3 }, 'events') })).toBe(true);
  expect(usesEvents(chosen(form, 'events'))).toBe(true);
});
