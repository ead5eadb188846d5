import { expect, it } from 'vitest';
import { h264First, phaseOf, retryAfterMs, troubleOfCamera, troubleOfRoom, type Publication } from './publication';

const told = (change: Partial<Publication>): Publication => ({
  camera_id: 'p-1-camera', name: 'P-1 camera', is_enabled: true, is_published: true, is_live: true, is_recorded: true,
  width: 1280, height: 720, ...change,
});

it('tries again sooner at first than later, and never gives up', () =>
  expect([0, 1, 2, 3, 4, 9].map(retryAfterMs)).toEqual([1000, 2000, 4000, 8000, 10000, 10000]));

it.each([
  ['the room has the picture', true, told({}), 'live'],
  ['the connection stands, the picture is on its way', true, told({ is_live: false }), 'waiting'],
  ['the room cannot be asked', true, null, 'waiting'],
  ['the room lost the connection', true, told({ is_published: false }), 'reconnecting'],
  ['the phone lost the connection', false, told({}), 'reconnecting'],
] as const)('%s', (_name, isConnected, said, phase) => expect(phaseOf(isConnected, said)).toBe(phase));

it('never says live of a camera whose picture does not arrive', () =>
  expect(phaseOf(true, told({ is_live: false, is_recorded: true }))).not.toBe('live'));

it.each([
  ['NotAllowedError', 'refused'],
  ['NotReadableError', 'busy'],
  ['NotFoundError', 'no_camera'],
  ['OverconstrainedError', 'no_camera'],
] as const)('a camera that answers %s', (name, trouble) => expect(troubleOfCamera(name)).toBe(trouble));

it.each([
  ['conflict', 'switched_off'],
  ['invalid', 'no_h264'],
  ['unauthenticated', 'signed_out'],
  ['limited', 'limited'],
  ['unavailable', null],
  ['offline', null],
] as const)('a room that answers %s', (kind, trouble) => expect(troubleOfRoom(kind)).toBe(trouble));

it('offers H.264 alone, constrained baseline in whole packets first', () => {
  const codecs = [
    { mimeType: 'video/VP8' },
    { mimeType: 'video/rtx' },
    { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=0;profile-level-id=42e01f' },
    { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=1;profile-level-id=4d001f' },
    { mimeType: 'video/H264', sdpFmtpLine: 'packetization-mode=1;profile-level-id=42e01f' },
  ];
  expect(h264First(codecs).map((codec) => codec.sdpFmtpLine ?? codec.mimeType)).toEqual([
    'packetization-mode=1;profile-level-id=42e01f',
    'packetization-mode=1;profile-level-id=4d001f',
    'packetization-mode=0;profile-level-id=42e01f',
    'video/rtx',
  ]);
});

it('offers nothing where there is no H.264', () => expect(h264First([{ mimeType: 'video/VP8' }])).toEqual([]));
