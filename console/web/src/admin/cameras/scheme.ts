/** The kinds of stream address, as the form explains them. */

export const SCHEMES = [
  { key: 'rtsp', example: 'rtsp://10.20.0.11:554/stream1' },
  { key: 'mjpeg', example: 'http://10.20.0.12/video.mjpg' },
  { key: 'hls', example: 'https://10.20.0.13/live/index.m3u8' },
  { key: 'rtmp', example: 'rtmp://10.20.0.14/live/gate' },
  { key: 'udp', example: 'udp://@:5004' },
  { key: 'multicast', example: 'udp://@239.1.2.3:5004' },
  { key: 'file', example: 'file:gate.mp4' },
] as const;

/** Only RTSP without TLS leaves a choice of how the packets travel. */
export function hasTransport(...urls: string[]): boolean {
  return urls.some((url) => /^\s*rtsp:/i.test(url));
}

/** MJPEG has no sound, nor has the made picture. */
export function mayHaveSound(url: string): boolean {
  return !/^\s*(pattern:|https?:(?!.*\.m3u8?))/i.test(url);
}

/** A codec as people write it. */
export function codecName(codec: string): string {
  return { h264: 'H.264', hevc: 'H.265' }[codec] ?? codec;
}
