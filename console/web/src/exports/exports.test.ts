import { describe, expect, it } from 'vitest';
import { blankWish, draftOf, lackOf, wishOf } from './draft';
import type { Export } from './shapes';
import { lacking, merged, rangeText, sizeText } from './shown';

const NOW = Date.parse('2026-03-01T10:00:30Z');

describe('wishOf', () => {
  it('takes cameras and times to the millisecond from the address', () => {
    const query = new URLSearchParams('cameras=a,b,a&start=2026-03-01T09:00:00.250Z&end=2026-03-01T09:01:00Z');
    expect(wishOf(query, NOW)).toMatchObject({ cameraIds: ['a', 'b'], startMs: Date.parse('2026-03-01T09:00:00.250Z') });
  });

  it('asks for nothing without a query', () => {
    expect(wishOf(new URLSearchParams('lang=en'), NOW)).toBeNull();
  });

  it('survives an address that was typed wrong', () => {
    expect(wishOf(new URLSearchParams('cameras=&start=yesterday'), NOW)).toMatchObject({ cameraIds: [], endMs: NOW - 30_000 });
  });
});

describe('lackOf', () => {
  const whole = { ...blankWish(NOW), cameraIds: ['a'] };
  it.each([
    ['nothing', whole, null],
    ['a camera', { ...whole, cameraIds: [] }, 'cameras'],
    ['a start', { ...whole, startMs: null }, 'start'],
    ['an end', { ...whole, endMs: null }, 'end'],
    ['order', { ...whole, endMs: whole.startMs }, 'order'],
    ['patience', { ...whole, endMs: NOW + 1 }, 'future'],
    ['a reason', { ...whole, isBlurred: false, reason: ' x ' }, 'reason'],
  ])('finds that %s is lacking', (_, wish, lack) => {
    expect(lackOf(wish, NOW)).toBe(lack);
  });

  it('sends what was wished', () => {
    expect(draftOf({ ...whole, reason: ' theft ' })).toMatchObject({
      camera_ids: ['a'], start: '2026-03-01T09:50:00.000Z', end: '2026-03-01T10:00:00.000Z', is_blurred: true, reason: 'theft',
    });
  });
});

describe('what is shown', () => {
  const export_ = (id: string, at: string, state: Export['state']) => ({ id, requested_at: at, state }) as Export;

  it('prefers what the stream told to what was loaded, newest first', () => {
    const loaded = [export_('a', '2026-03-01T09:00:00Z', 'queued')];
    const told = { a: export_('a', '2026-03-01T09:00:00Z', 'running'), b: export_('b', '2026-03-01T09:30:00Z', 'queued') };
    expect(merged(loaded, told).map(({ id, state }) => [id, state])).toEqual([['b', 'queued'], ['a', 'running']]);
  });

  it('names the date once, and the zone', () => {
    expect(rangeText('2026-03-01T01:00:00Z', '2026-03-01T02:00:00Z', 'Asia/Shanghai')).toBe('2026-03-01 09:00:00 – 10:00:00 UTC+8');
    expect(rangeText('2026-03-01T15:59:00Z', '2026-03-01T16:01:00Z', 'Asia/Shanghai')).toContain('– 2026-03-02 00:01:00');
  });

  it('writes sizes as people do', () => {
    expect([900, 640_000, 12_400_000, 3.14e9].map(sizeText)).toEqual(['1 kB', '640 kB', '12.4 MB', '3.1 GB']);
  });

  it('counts what the range lacks, at its ends and inside', () => {
    const span = (start: string, end: string, state: 'recorded' | 'gap') => ({ start, end, state, reason: null }) as never;
    const at = (second: number) => `2026-03-01T09:00:${String(second).padStart(2, '0')}Z`;
    const spans = [span(at(10), at(20), 'recorded'), span(at(20), at(25), 'gap'), span(at(25), at(40), 'recorded')];
    expect(lacking(spans, Date.parse(at(0)), Date.parse(at(50)))).toEqual({ seconds: 25, gaps: 3 });
    expect(lacking(spans, Date.parse(at(26)), Date.parse(at(30)))).toEqual({ seconds: 0, gaps: 0 });
  });
});
