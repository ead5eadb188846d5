import { describe, expect, it } from 'vitest';
import { dateTime, shortTime, zoneName } from './format';

const BERLIN = 'Europe/Berlin';

describe('the hour that comes twice', () => {
  const first = new Date('2026-10-25T00:30:00Z');
  const second = new Date('2026-10-25T01:30:00Z');

  it('shows the same clock time, told apart by the zone', () => {
    expect([first, second].map((at) => dateTime(at, BERLIN))).toEqual(['2026-10-25 02:30:00', '2026-10-25 02:30:00']);
    expect([first, second].map((at) => zoneName(at, BERLIN))).toEqual(['UTC+2', 'UTC+1']);
  });
});

describe('the hour that is left out', () => {
  it('is never shown', () => {
    const start = Date.parse('2026-03-29T00:00:00Z');
    const shown = Array.from({ length: 24 }, (_, step) => shortTime(start + step * 600_000, BERLIN));
    expect(shown.filter((time) => time.startsWith('02:'))).toEqual([]);
    expect(shown.slice(5, 7)).toEqual(['01:50', '03:00']);
  });
});

describe('zones', () => {
  it('with half hours and without any offset have a name', () => {
    expect(zoneName(new Date('2026-07-01T00:00:00Z'), 'Asia/Kolkata')).toBe('UTC+5:30');
    expect(zoneName(new Date('2026-07-01T00:00:00Z'), 'UTC')).toBe('UTC');
    expect(zoneName(new Date('2026-07-01T00:00:00Z'), 'Asia/Shanghai')).toBe('UTC+8');
  });
});
