import { serverNow } from '../../../state/store';
import { CarrierMemory, type Carrier, type Purpose } from './carriers';
import { healthOf, Median, type Health } from './health';
import { openMse } from './mse';
import type { LiveSource } from './source';
import { openWhep } from './whep';

export interface LiveState {
  phase: 'opening' | 'playing' | 'stalled' | 'stills';
  transport: Carrier | null;
  /** How far the picture is behind what happens; null when it cannot be known. */
  behindMs: number | null;
  /** Server time of the last frame that came. */
  lastFrameMs: number | null;
}

export const OPENING: LiveState = { phase: 'opening', transport: null, behindMs: null, lastFrameMs: null };

const CHECK_MS = 500;
const RETRY_STILLS_MS = 20_000;
const OPENERS = { whep: openWhep, mse: openMse };
const memory = new CarrierMemory();

/**
 * Keeps one camera live in `holder`, falling from one carrier to the next; opens anew what falls silent.
 *
 * The carrier that is fastest to begin shows the first pictures, while the one to stay with is made ready beneath it.
 */
export class LivePlayer {
  private attempt = new AbortController();
  private source: LiveSource | null = null;
  private readonly behind = new Median();
  private state: LiveState = OPENING;
  private lastFrame = 0;
  private checking: ReturnType<typeof setInterval> | undefined;
  private retrying: ReturnType<typeof setTimeout> | undefined;
  /** Server time of the shown picture, for the boxes over it; read while drawing. */
  shownAtMs: number | null = null;

  constructor(
    private readonly cameraId: string,
    private readonly holder: HTMLElement,
    private readonly tell: (state: LiveState) => void,
    private readonly purpose: Purpose = 'focus',
  ) {
    void this.open(this.attempt.signal);
  }

  /** What shows the picture now. */
  get video(): HTMLVideoElement | null {
    return this.source?.video ?? null;
  }

  close(): void {
    this.leave();
    clearTimeout(this.retrying);
  }

  private async open(signal: AbortSignal): Promise<void> {
    const failed: Carrier[] = [];
    for (const carrier of memory.order(this.purpose, Date.now())) {
      if (carrier === 'stills') break;
      const source = await this.start(carrier, signal);
      if (signal.aborted) return;
      if (!source) {
        failed.push(carrier);
        continue;
      }
      // Where another way works for this camera, the fault was with the way.
      for (const one of failed) memory.failed(one, Date.now());
      this.follow(source);
      return this.improve(source, signal);
    }
    this.say({ phase: 'stills', transport: 'stills', behindMs: null, lastFrameMs: null });
    this.retrying = setTimeout(() => void this.open(signal), RETRY_STILLS_MS);
  }

  /** Go over to the carrier to stay with, without a moment of darkness. */
  private async improve(first: LiveSource, signal: AbortSignal): Promise<void> {
    const better = memory.best(this.purpose, Date.now());
    if (better === first.transport) return;
    const source = await this.start(better, signal);
    if (signal.aborted) return;
    if (!source) return memory.failed(better, Date.now());
    this.follow(source);
    end(first);
  }

  /** The carrier with its first picture shown, beneath what is shown already; null when none comes. */
  private async start(carrier: Exclude<Carrier, 'stills'>, signal: AbortSignal): Promise<LiveSource | null> {
    const video = document.createElement('video');
    Object.assign(video, { muted: true, playsInline: true, autoplay: true });
    this.holder.prepend(video);
    try {
      const source = await OPENERS[carrier](this.cameraId, video, signal);
      if (!signal.aborted) {
        memory.worked(carrier);
        return source;
      }
      source.close();
    } catch {
      // The next way is tried.
    }
    video.remove();
    return null;
  }

  private follow(source: LiveSource): void {
    this.source = source;
    this.behind.forget();
    this.onFrame(performance.now());
    const next = (nowMs: number, frame: VideoFrameCallbackMetadata) => {
      if (this.source !== source) return;
      this.onFrame(nowMs);
      const shownAt = source.shownAt(frame);
      if (shownAt !== null) {
        this.shownAtMs = shownAt;
        this.state = { ...this.state, behindMs: this.behind.add(Math.max(0, serverNow() - shownAt)) };
      }
      source.video.requestVideoFrameCallback(next);
    };
    source.video.requestVideoFrameCallback(next);
    clearInterval(this.checking);
    this.checking = setInterval(() => this.check(), CHECK_MS);
    this.say({ phase: 'playing', transport: source.transport, behindMs: null, lastFrameMs: serverNow() });
  }

  private onFrame(nowMs: number): void {
    this.lastFrame = nowMs;
    this.state = { ...this.state, lastFrameMs: serverNow() };
  }

  private check(): void {
    const health: Health = healthOf(this.lastFrame, performance.now());
    this.say({ ...this.state, phase: health === 'fresh' ? 'playing' : 'stalled' });
    if (health !== 'dead') return;
    this.leave();
    this.attempt = new AbortController();
    void this.open(this.attempt.signal);
  }

  private leave(): void {
    this.attempt.abort();
    clearInterval(this.checking);
    if (this.source) end(this.source);
    this.source = null;
    this.shownAtMs = null;
  }

  private say(state: LiveState): void {
    this.state = state;
    this.tell(state);
  }
}

function end(source: LiveSource): void {
  source.close();
  source.video.remove();
}
