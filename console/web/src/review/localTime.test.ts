import { expect, it } from 'vitest';
import { localText, momentOf } from './localTime';

it.each([
  ['UTC', '2026-03-01T14:32:07', '2026-03-01T14:32:07Z'],
  ['Asia/Shanghai', '2026-03-01T14:32:07', '2026-03-01T06:32:07Z'],
  ['Asia/Kathmandu', '2026-03-01T00:00:01', '2026-02-28T18:15:01Z'],
  ['Europe/Berlin', '2026-07-01T12:00:00', '2026-07-01T10:00:00Z'],
])('in %s %s is %s, and back', (zone, text, moment) => {
  const atMs = Date.parse(moment);
  expect(momentOf(text, zone)).toBe(atMs);
  expect(localText(atMs, zone)).toBe(text);
});

it('takes the first of two where the clock is put back', () => {
  expect(momentOf('2026-10-25T02:30:00', 'Europe/Berlin')).toBe(Date.parse('2026-10-25T00:30:00Z'));
});

it('goes on after the change where the clock leaves an hour out', () => {
  expect(momentOf('2026-03-29T02:30:00', 'Europe/Berlin')).toBe(Date.parse('2026-03-29T01:30:00Z'));
});

it('knows no moment for what is no time', () => expect(momentOf('', 'UTC')).toBeNull());
