import { describe, expect, it } from 'vitest';
import { sampleEvent } from '../test/samples';
import { badness, bitrateText, inOrder, offsetText, shareOfUsual } from './rows';
import type { CameraHealth, Trouble } from './shapes';
import { isHealth, troublesByCamera } from './troubles';

function trouble(severity: Trouble['severity']): Trouble {
  return { event_id: 'e', kind: 'covered', severity, since: '2026-03-01T02:00:00Z', title: 'Camera covered', count: 1 };
}

function camera(name: string, change: Partial<CameraHealth> = {}): CameraHealth {
  return {
    camera_id: name, name, state: 'online', since: '2026-03-01T02:00:00Z', reason: null, bitrate_bps: 2e6, usual_bps: 2e6,
    fps: 15, keyframe_s: 2, packet_age_s: 0.1, clock_offset_s: 0, recording: 'written', recording_reason: null,
    troubles: [], ...change,
  };
}

describe('inOrder', () => {
  it('puts the worst first, then names, switched off last', () => {
    const cameras = [
      camera('b'), camera('a'), camera('off', { state: 'disabled' }), camera('low', { troubles: [trouble('low')] }),
      camera('high', { troubles: [trouble('low'), trouble('high')] }), camera('connecting', { state: 'connecting' }),
    ];
    expect(inOrder(cameras).map((one) => one.name)).toEqual(['high', 'connecting', 'low', 'a', 'b', 'off']);
  });

  it('finds nothing bad in a camera that is switched off', () => {
    expect(badness(camera('off', { state: 'disabled' }))).toBe(0);
  });
});

describe('words of figures', () => {
  it.each([[2_140_000, '2.1 Mbit/s'], [639_600, '640 kbit/s'], [0, '0 kbit/s']])('bitrate %d', (bps, text) => {
    expect(bitrateText(bps)).toBe(text);
  });

  it.each([[0.04, '0 s'], [0.31, '+0.3 s'], [-12.2, '−12 s']])('clock %d', (seconds, text) => {
    expect(offsetText(seconds)).toBe(text);
  });

  it('compares with the usual only where it is known', () => {
    expect(shareOfUsual(camera('a', { bitrate_bps: 2e5 }))).toBe(10);
    expect(shareOfUsual(camera('a', { usual_bps: null }))).toBeNull();
    expect(shareOfUsual(camera('a', { bitrate_bps: null }))).toBeNull();
  });
});

describe('troublesByCamera', () => {
  const base = { phase: 'open', rule_id: null } as const;

  it('keeps open health events of cameras, the worst first', () => {
    const found = troublesByCamera([
      sampleEvent({ ...base, id: '1', kind: 'unsteady', severity: 'low' }),
      sampleEvent({ ...base, id: '2', kind: 'covered', severity: 'high' }),
      sampleEvent({ ...base, id: '3', kind: 'frozen', severity: 'medium', phase: 'closed' }),
      sampleEvent({ ...base, id: '4', kind: 'intrusion' }),
      sampleEvent({ ...base, id: '5', kind: 'camera_offline', camera_id: null }),
    ]);
    expect([...found.keys()]).toEqual(['c1']);
    expect(found.get('c1')?.map((event) => event.id)).toEqual(['2', '1']);
  });

  it('tells health from what rules report', () => {
    expect([isHealth('covered'), isHealth('loitering')]).toEqual([true, false]);
  });
});
