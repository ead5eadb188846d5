import { describe, expect, it } from 'vitest';
import type { DeviceChannel, DeviceReading, StreamProfile } from './shapes';
import { clockErrorS, streamWords, takenOf } from './taking';

function stream(token: string, change: Partial<StreamProfile> = {}): StreamProfile {
  return { token, name: token, codec: 'h264', width: 1920, height: 1080, fps: 25, url: `rtsp://10.0.0.1/${token}`, ...change };
}

const CHANNEL: DeviceChannel = { video_source: 'eye', name: 'main', main: stream('main'), sub: stream('small'), has_ptz: true };

function reading(change: Partial<DeviceReading> = {}): DeviceReading {
  return {
    device_url: 'http://10.0.0.1/onvif/device_service', manufacturer: 'Acme', model: 'Dome', firmware: '1', clock_ahead_s: 0.4,
    profiles: [], snapshot_url: null, has_events: true,
    channels: [CHANNEL], ...change,
  };
}

const LOGIN = { username: 'admin', password: 'secret' };

describe('a device that was read', () => {
  it('fills in both streams, login and name, and leaves motion off', () => {
    const taken = takenOf(reading(), CHANNEL, '', LOGIN);

    expect(taken).toMatchObject({ ...LOGIN, name: 'Acme Dome', url: 'rtsp://10.0.0.1/main', subUrl: 'rtsp://10.0.0.1/small' });
    expect(taken.follows).toEqual(['camera_tamper', 'camera_line']);
  });

  it('without events or a small stream asks for neither', () => {
    const taken = takenOf(reading({ has_events: false }), { ...CHANNEL, sub: null }, 'Yard', LOGIN);

    expect([taken.name, taken.subUrl, taken.follows]).toEqual(['Yard', '', []]);
  });

  it('is told apart by its streams', () => {
    expect(streamWords(stream('a', { codec: 'h265', fps: 12.5 }))).toBe('H.265 · 1920×1080 · 13 fps');
    expect(streamWords(stream('a', { codec: 'mjpeg', width: 0, height: 0, fps: null }))).toBe('MJPEG');
  });

  it('with a wrong clock says by how much, with a nearly right one nothing', () => {
    expect([clockErrorS(reading()), clockErrorS(reading({ clock_ahead_s: null }))]).toEqual([null, null]);
    expect(clockErrorS(reading({ clock_ahead_s: -3600.2 }))).toBe(-3600);
  });
});
