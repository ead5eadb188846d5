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

/** Keeps one camera live in a `<video>`, falling from one carrier to the next; opens anew what falls silent. */
export class LivePlayer {
  private readonly leaving = new AbortController();
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
    private readonly video: HTMLVideoElement,
    private readonly tell: (state: LiveState) => void,
    private readonly purpose: Purpose = 'focus',
  ) {
    void this.open();
  }

  close(): void {
    this.leaving.abort();
    clearInterval(this.checking);
    clearTimeout(this.retrying);
    this.source?.close();
  }

  private async open(): Promise<void> {
    const failed: Carrier[] = [];
    for (const carrier of memory.order(this.purpose, Date.now())) {
      if (this.leaving.signal.aborted) return;
      if (carrier === 'stills') break;
      try {
        const source = await OPENERS[carrier](this.cameraId, this.video, this.leaving.signal);
        if (this.leaving.signal.aborted) return source.close();
        memory.worked(carrier);
        // Where another way works for this camera, the fault was with the way.
        for (const one of failed) memory.failed(one, Date.now());
        return this.follow(source);
      } catch {
        failed.push(carrier);
      }
    }
    if (this.leaving.signal.aborted) return;
    this.say({ phase: 'stills', transport: 'stills', behindMs: null, lastFrameMs: null });
    this.retrying = setTimeout(() => void this.open(), RETRY_STILLS_MS);
  }

  private follow(source: LiveSource): void {
    this.source = source;
    this.onFrame(performance.now());
    const next = (nowMs: number, frame: VideoFrameCallbackMetadata) => {
      if (this.source !== source) return;
      this.onFrame(nowMs);
      const shownAt = source.shownAt(frame);
      if (shownAt !== null) {
        this.shownAtMs = shownAt;
        this.state = { ...this.state, behindMs: this.behind.add(Math.max(0, serverNow() - shownAt)) };
      }
      this.video.requestVideoFrameCallback(next);
    };
    this.video.requestVideoFrameCallback(next);
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
    clearInterval(this.checking);
    this.source?.close();
    this.source = null;
    this.shownAtMs = null;
    void this.open();
  }

  private say(state: LiveState): void {
    this.state = state;
    this.tell(state);
  }
}
