import { bufferStep } from '../mseBuffer';
import { firstFrame, type LiveSource } from './source';

const FIRST_FRAME_MS = 4_000;
const STEP_MS = 250;

interface Hello {
  mime: string;
  /** Server time of the first frame. */
  start: string;
}

/** Live by fragmented MP4 over a WebSocket into Media Source Extensions. Refuses when no picture comes. */
export async function openMse(cameraId: string, video: HTMLVideoElement, signal: AbortSignal, stream = 'auto'): Promise<LiveSource> {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
  const socket = new WebSocket(`${scheme}://${location.host}/api/cameras/${cameraId}/mse?stream=${stream}`);
  socket.binaryType = 'arraybuffer';
  const media = new MediaSource();
  const address = URL.createObjectURL(media);
  video.src = address;
  const feeder = new Feeder(media, video);
  const stepping = setInterval(() => feeder.keepUp(), STEP_MS);
  const close = () => {
    clearInterval(stepping);
    socket.onmessage = null;
    socket.close();
    video.removeAttribute('src');
    video.load();
    URL.revokeObjectURL(address);
  };
  socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data === 'string') feeder.hello(JSON.parse(data) as Hello);
    else feeder.take(data);
  };
  try {
    await opened(media, socket, signal);
    feeder.begin();
    await Promise.race([firstFrame(video, FIRST_FRAME_MS, signal), feeder.unplayable, ended(socket)]);
  } catch (thrown) {
    close();
    throw thrown;
  }
  return { video, transport: 'mse', shownAt: (frame) => feeder.wallTime(frame.mediaTime), close };
}

function opened(media: MediaSource, socket: WebSocket, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (media.readyState === 'open') resolve();
    media.addEventListener('sourceopen', () => resolve(), { once: true });
    socket.addEventListener('close', () => reject(new Error('closed')), { once: true });
    signal.addEventListener('abort', () => reject(new Error('left')), { once: true });
  });
}

function ended(socket: WebSocket): Promise<never> {
  return new Promise((_, reject) => {
    socket.addEventListener('close', () => reject(new Error('closed')), { once: true });
  });
}

/** Puts fragments into the buffer one after another and keeps playback at its end. */
class Feeder {
  private readonly waiting: ArrayBuffer[] = [];
  private buffer: SourceBuffer | null = null;
  private said: Hello | null = null;
  /** Media time of the frame whose server time is `said.start`. */
  private originS: number | null = null;
  private refuse: (why: Error) => void = () => undefined;
  /** Refuses when the browser cannot play what comes. */
  readonly unplayable = new Promise<never>((_, reject) => {
    this.refuse = reject;
  });

  constructor(
    private readonly media: MediaSource,
    private readonly video: HTMLVideoElement,
  ) {}

  hello(said: Hello): void {
    this.said = said;
    this.begin();
  }

  begin(): void {
    if (this.buffer || !this.said || this.media.readyState !== 'open') return;
    if (!MediaSource.isTypeSupported(this.said.mime)) return this.refuse(new Error(this.said.mime));
    this.buffer = this.media.addSourceBuffer(this.said.mime);
    this.buffer.addEventListener('updateend', () => this.feed());
    this.feed();
  }

  take(fragment: ArrayBuffer): void {
    this.waiting.push(fragment);
    this.feed();
  }

  wallTime(mediaS: number): number | null {
    if (!this.said || this.originS === null) return null;
    return Date.parse(this.said.start) + (mediaS - this.originS) * 1000;
  }

  keepUp(): void {
    const { buffer, video } = this;
    if (!buffer || buffer.buffered.length === 0) return;
    const last = buffer.buffered.length - 1;
    const view = { start: buffer.buffered.start(last), end: buffer.buffered.end(last), current: video.currentTime };
    const step = bufferStep(view);
    if (step.seekTo !== null) video.currentTime = step.seekTo;
    video.playbackRate = step.rate;
    if (step.trimBefore !== null && !buffer.updating) buffer.remove(0, step.trimBefore);
    if (video.paused) void video.play().catch(() => undefined);
  }

  private feed(): void {
    const { buffer } = this;
    if (!buffer || buffer.updating || this.media.readyState !== 'open') return;
    if (this.originS === null && buffer.buffered.length > 0) {
      this.originS = buffer.buffered.start(0);
      this.keepUp();
    }
    const next = this.waiting.shift();
    if (next) buffer.appendBuffer(next);
  }
}
