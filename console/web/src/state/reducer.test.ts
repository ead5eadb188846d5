import { describe, expect, it } from 'vitest';
import { sampleCamera, sampleEntry, sampleEvent, sampleFix, sampleIncident, sampleOrder, sampleUnit } from '../test/samples';
import { applyEntry, applyPositions } from './reducer';
import { EMPTY_ROOM, type Room } from './room';

const room: Room = {
  ...EMPTY_ROOM,
  sequence: 10,
  cameras: { c1: sampleCamera() },
  incidents: { i1: sampleIncident() },
  units: { u1: sampleUnit() },
};

describe('applyEntry', () => {
  it('adds an event that opens', () => {
    const next = applyEntry(room, sampleEntry(11, 'event.opened', 'event:e1', sampleEvent()));
    expect(next.events['e1']?.title).toBe('Intrusion');
    expect(next.sequence).toBe(11);
  });

  it('changes nothing for an entry that was already applied', () => {
    const once = applyEntry(room, sampleEntry(11, 'event.opened', 'event:e1', sampleEvent()));
    expect(applyEntry(once, sampleEntry(11, 'event.opened', 'event:e1', sampleEvent({ title: 'twice' })))).toBe(once);
  });

  it('replaces the resource with the state after the change', () => {
    const offline = sampleCamera({ status: { ...sampleCamera().status, state: 'offline', reason: 'no packets' } });
    const next = applyEntry(room, sampleEntry(11, 'camera.offline', 'camera:c1', offline));
    expect(next.cameras['c1']?.status.state).toBe('offline');
  });

  it('forgets a removed camera', () => {
    expect(applyEntry(room, sampleEntry(11, 'camera.removed', 'camera:c1', {})).cameras).toEqual({});
  });

  it('keeps the camera when a gap or scene of it is told', () => {
    const next = applyEntry(room, sampleEntry(11, 'gap.opened', 'camera:c1', { reason: 'offline' }));
    expect(next.cameras['c1']).toEqual(sampleCamera());
    const scene = applyEntry(room, sampleEntry(12, 'scene.changed', 'camera:c1', { rules: [] }));
    expect(scene.cameras['c1']).toEqual(sampleCamera());
  });

  it('names a new order on its incident at once', () => {
    const next = applyEntry(room, sampleEntry(11, 'order.sent', 'order:o1', sampleOrder()));
    expect(next.incidents['i1']?.order_ids).toEqual(['o1']);
  });

  it('keeps a newer position when a unit entry carries an older one', () => {
    const older = sampleUnit({ status: 'busy', fix: sampleFix({ at: '2026-03-01T01:00:00Z' }) });
    const next = applyEntry(room, sampleEntry(11, 'unit.status', 'unit:u1', older));
    expect(next.units['u1']?.status).toBe('busy');
    expect(next.units['u1']?.fix?.at).toBe('2026-03-01T02:00:00Z');
  });

  it('moves the sequence on for subjects the room does not show', () => {
    expect(applyEntry(room, sampleEntry(11, 'user.added', 'user:x', { id: 'x' })).sequence).toBe(11);
  });
});

describe('applyPositions', () => {
  it('moves known units and ignores unknown ones', () => {
    const fix = sampleFix({ at: '2026-03-01T02:00:09Z', position: { lat: 2, lon: 100 } });
    const next = applyPositions(room, { fixes: { u1: fix, ghost: fix } });
    expect(next.units['u1']?.fix?.position.lat).toBe(2);
    expect(Object.keys(next.units)).toEqual(['u1']);
  });

  it('never lets a late fix overwrite a newer one', () => {
    const next = applyPositions(room, { fixes: { u1: sampleFix({ at: '2026-03-01T01:59:00Z', speed_mps: 99 }) } });
    expect(next.units['u1']?.fix?.speed_mps).toBe(4);
  });
});
