import { describe, expect, it } from 'vitest';
import type { Camera } from '../shapes';
import { changeOf, draftOf, formOf, hostOf, NEW_CAMERA } from './cameraForm';

const CAMERA: Camera = {
  id: 'gate', name: 'Gate', address: 'rtsp://10.0.0.1/main', sub_address: null, transport: 'tcp', records_audio: false, has_credentials: true, position: { lat: 47, lon: 9 },
  bearing_deg: 40, view_angle_deg: 70, range_m: 60, ground_view: [], is_enabled: true, is_recorded: true,
  retention_days: 14, created_at: '2026-01-05T22:00:00Z',
  status: { state: 'online', since: '2026-01-05T22:00:00Z', reason: null, codec: 'h264', width: 1280, height: 720 },
};

describe('a changed camera', () => {
  it('keeps its sealed login when address and login were not touched', () => {
    const change = changeOf(formOf(CAMERA), CAMERA);
    expect(change).not.toHaveProperty('url');
    expect(change).not.toHaveProperty('username');
    expect(change).not.toHaveProperty('password');
  });

  it('takes a new address and a new login', () => {
    const form = { ...formOf(CAMERA), url: ' rtsp://10.0.0.2/main ', username: 'u', password: 'p' };
    expect(changeOf(form, CAMERA)).toMatchObject({ url: 'rtsp://10.0.0.2/main', username: 'u', password: 'p' });
  });
});

describe('a small stream', () => {
  it('goes along when it was typed, and an emptied one takes it away', () => {
    const withSub = { ...CAMERA, sub_address: 'rtsp://10.0.0.1/sub' };
    expect(changeOf(formOf(withSub), withSub)).not.toHaveProperty('sub_url');
    expect(changeOf({ ...formOf(withSub), subUrl: ' ' }, withSub)).toHaveProperty('sub_url', '');
    expect(changeOf({ ...formOf(CAMERA), subUrl: 'rtsp://x/s' }, CAMERA)).toHaveProperty('sub_url', 'rtsp://x/s');
    expect(draftOf(NEW_CAMERA).sub_url).toBeNull();
  });
});

it('the host of an address is where its device is looked for', () => {
  expect(hostOf('rtsp://10.0.0.1:554/main')).toBe('10.0.0.1');
  expect(hostOf('rtsp://[fd00::1]/main')).toBe('[fd00::1]');
  expect(hostOf('pattern:street')).toBe('');
});

describe('a new camera', () => {
  it('without a place has no direction either', () => {
    const draft = draftOf({ ...NEW_CAMERA, name: ' Gate ', url: 'rtsp://x' });
    expect(draft.name).toBe('Gate');
    expect(draft).not.toHaveProperty('position');
    expect(draft).not.toHaveProperty('bearing_deg');
  });

  it('says how it is reached and whether it is heard', () => {
    const form = { ...NEW_CAMERA, transport: 'udp' as const, recordsAudio: true };
    expect(draftOf(form)).toMatchObject({ transport: 'udp', records_audio: true });
    expect(draftOf(NEW_CAMERA)).toMatchObject({ transport: 'tcp', records_audio: false });
    const changed = { ...formOf(CAMERA), transport: 'udp' as const, recordsAudio: true };
    expect(changeOf(changed, CAMERA)).toMatchObject({ transport: 'udp', records_audio: true });
  });

  it('with a place has both', () => {
    const draft = draftOf({ ...NEW_CAMERA, position: { lat: 1, lon: 2 }, bearingDeg: 90 });
    expect(draft).toMatchObject({ position: { lat: 1, lon: 2 }, bearing_deg: 90 });
  });
});
