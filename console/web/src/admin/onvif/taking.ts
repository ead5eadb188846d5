/** What of a device that was read goes into a new camera. */
import type { CameraReport, DeviceChannel, DeviceReading, StreamProfile } from './shapes';

export interface Login {
  username: string;
  password: string;
}

/** What a new camera takes over. deviceUrl, videoSource: to make it known as an ONVIF device once it is there. */
export interface Taken extends Login {
  name: string;
  url: string;
  subUrl: string;
  deviceUrl: string;
  videoSource: string;
  follows: CameraReport[];
}

/** Motion stays off at first: it would ring all day. */
const FIRST_FOLLOWS: CameraReport[] = ['camera_tamper', 'camera_line'];

export function takenOf(reading: DeviceReading, channel: DeviceChannel, name: string, login: Login): Taken {
  return {
    ...login,
    name: name || [reading.manufacturer, reading.model].filter(Boolean).join(' '),
    url: channel.main.url ?? '',
    subUrl: channel.sub?.url ?? '',
    deviceUrl: reading.device_url,
    videoSource: channel.video_source,
    follows: reading.has_events ? FIRST_FOLLOWS : [],
  };
}

/** `H.264 · 1920×1080 · 25 fps` */
export function streamWords(stream: StreamProfile): string {
  const codec = stream.codec.toUpperCase().replace(/^H(26\d)$/, 'H.$1');
  const size = stream.width ? `${stream.width}×${stream.height}` : '';
  return [codec, size, stream.fps ? `${Math.round(stream.fps)} fps` : ''].filter(Boolean).join(' · ');
}

/** Whole seconds by which the device's clock is wrong, where that matters; null where it does not. */
export function clockErrorS(reading: DeviceReading): number | null {
  const ahead = reading.clock_ahead_s;
  return ahead !== null && Math.abs(ahead) >= 5 ? Math.round(ahead) : null;
}
