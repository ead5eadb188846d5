import { describe, expect, it } from 'vitest';
import { hasTransport, mayHaveSound } from './scheme';

describe('the transport', () => {
  it.each([
    ['rtsp://cam/1', true], [' RTSP://cam/1', true], ['rtsps://cam/1', false], ['udp://@:5004', false], ['', false],
  ])('of %s is open: %s', (url, isOpen) => {
    expect(hasTransport(url)).toBe(isOpen);
  });

  it('is open when only the small stream is RTSP', () => {
    expect(hasTransport('http://cam/x.mjpg', 'rtsp://cam/2')).toBe(true);
  });
});

describe('sound', () => {
  it.each([
    ['rtsp://cam/1', true], ['http://cam/live.m3u8', true], ['http://cam/video.mjpg', false],
    ['pattern:street', false], ['udp://@:5004', true],
  ])('of %s may be there: %s', (url, may) => {
    expect(mayHaveSound(url)).toBe(may);
  });
});
