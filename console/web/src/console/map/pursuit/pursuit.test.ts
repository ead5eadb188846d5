import { beforeEach, describe, expect, it } from 'vitest';
import type { Room } from '../../../state/room';
import { left, pursuitFeatures, startOf, stopWatch, whereFrom } from './pursuit';
import { seenAt, setFlees, startPursuit, stopPursuit, usePursuing } from './pursuing';
import type { Pursuit } from './shapes';

const GATE = { lat: 47.14, lon: 9.52 };
const YARD = { lat: 47.15, lon: 9.52 };
const room = {
  cameras: { 'cam-1': { position: GATE } },
  events: {
    placed: { camera_id: 'cam-1', position: YARD, opened_at: '2026-03-01T03:00:00Z', incident_id: 'inc-1' },
    bare: { camera_id: 'cam-1', position: null, opened_at: '2026-03-01T03:00:00Z', incident_id: null },
    nowhere: { camera_id: 'gone', position: null, opened_at: '2026-03-01T03:00:00Z', incident_id: null },
  },
  incidents: {
    'inc-1': { id: 'inc-1', position: YARD, opened_at: '2026-03-01T03:05:00Z', event_ids: ['placed'] },
    'inc-2': { id: 'inc-2', position: null, opened_at: '2026-03-01T03:05:00Z', event_ids: [] },
  },
} as unknown as Room;

describe('where a pursuit begins', () => {
  it('is the place of the event and its time, or else the camera', () => {
    const sinceMs = Date.parse('2026-03-01T03:00:00Z');
    expect(startOf(room, { kind: 'event', id: 'placed' })).toEqual({ at: YARD, sinceMs, incidentId: 'inc-1' });
    expect(startOf(room, { kind: 'event', id: 'bare' })).toEqual({ at: GATE, sinceMs, incidentId: null });
  });
  it('is when the first event of an incident began, not when somebody opened it', () => {
    expect(startOf(room, { kind: 'incident', id: 'inc-1' })?.sinceMs).toBe(Date.parse('2026-03-01T03:00:00Z'));
  });
  it('is asked of the map where nothing has a place', () => {
    expect(startOf(room, { kind: 'event', id: 'nowhere' })).toBeNull();
    expect(startOf(room, { kind: 'incident', id: 'inc-2' })).toBeNull();
    expect(startOf(room, { kind: 'camera', id: 'cam-1' })).toBeNull();
    expect(startOf(room, null)).toBeNull();
  });
});

describe('a pursuit on this page', () => {
  beforeEach(stopPursuit);
  it('begins anew where they are seen again and keeps what they are pursued for', () => {
    startPursuit({ at: GATE, sinceMs: 1, incidentId: 'inc-1' });
    setFlees('car');
    seenAt(YARD, 9);
    expect(usePursuing.getState()).toEqual({ isOn: true, isTaking: false, kind: 'car', at: YARD, sinceMs: 9, incidentId: 'inc-1' });
  });
  it('leaves nothing behind when it is stopped', () => {
    startPursuit({ at: GATE, sinceMs: 1, incidentId: 'inc-1' });
    stopPursuit();
    startPursuit(null);
    expect(usePursuing.getState()).toMatchObject({ isOn: true, isTaking: true, at: null, incidentId: null });
  });
});

describe('what is shown', () => {
  it('counts like a stop-watch and never below zero', () => {
    expect([stopWatch(0), stopWatch(59.9), stopWatch(61), stopWatch(600), stopWatch(-3)]).toEqual(['0:00', '0:59', '1:01', '10:00', '0:00']);
  });
  it('counts down between two answers', () => {
    expect(left(30, 1000, 5000)).toBe(26);
  });
  it('says where a crossing lies from the start', () => {
    expect(whereFrom(GATE, YARD)).toEqual({ distance: '1.1 km', point: 'n' });
  });
  it('numbers the crossings as the list does', () => {
    const pursuit = {
      features: [{ type: 'Feature', properties: { edge: 'now' }, geometry: { type: 'MultiPolygon', coordinates: [] } }],
      blocks: [{ position: YARD, callsign: 'P-3' }],
      taken: [{ position: GATE, callsign: 'P-4' }],
    } as unknown as Pursuit;
    const labels = pursuitFeatures(GATE, pursuit, 'seen').features.map((feature) => feature.properties?.['label'] as string);
    expect(labels).toEqual([undefined, 'seen', '✓ P-4', '1  P-3']);
    expect(pursuitFeatures(null, pursuit, 'seen').features).toEqual([]);
  });
});
