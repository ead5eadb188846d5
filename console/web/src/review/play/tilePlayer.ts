import Hls from 'hls.js';
import { playlistUrl } from '../../console/asks';
import { mediaTimeOf, wallTimeOf, type Piece } from '../../console/stage/mediaTime';
import type { Window } from '../../console/timebar/timeline';
import { serverNow } from '../../state/store';
import type { ReviewClock } from './clock';
import { correction } from './drift';
import { isWithin, stretchFor } from './load';

/** `gap`: nothing was recorded at this moment. `stills`: time goes so fast that stills show it better. */
export type TilePhase = 'loading' | 'shown' | 'gap' | 'stills';

/** Faster than this, moving pictures would only be decoded to be skipped. */
export const STILLS_FROM = 12;
const RETRY_MS = 4_000;

/** Keeps one camera's recording where the clock is. `follow` is called a few times a second. */
export class TilePlayer {
  private hls: Hls | null = null;
  private pieces: readonly Piece[] | null = null;
  private loaded: Window | null = null;
  private loadedAtMs = 0;
  phase: TilePhase = 'loading';

  constructor(
    private readonly cameraId: string,
    private readonly video: HTMLVideoElement,
  ) {}

  /** Whether the clock should wait for this picture. */
  get isWaiting(): boolean {
    return this.phase === 'loading';
  }

  follow(clock: ReviewClock): TilePhase {
    this.phase = this.step(clock);
    return this.phase;
  }

  close(): void {
    this.hls?.destroy();
    this.hls = null;
  }

  private step(clock: ReviewClock): TilePhase {
    const { video } = this;
    if (clock.isRunning && clock.rate >= STILLS_FROM) {
      video.pause();
      return 'stills';
    }
    const atMs = clock.now();
    const nowMs = serverNow();
    if (!isWithin(this.loaded, atMs, nowMs)) this.load(stretchFor(atMs, nowMs));
    if (this.pieces === null) return 'loading';
    const piece = this.pieces.find((one) => one.atMs - 1 <= atMs && atMs < one.atMs + one.durationS * 1000);
    if (!piece) {
      video.pause();
      this.retryWhereItGrows(atMs, nowMs);
      return 'gap';
    }
    const wantedS = mediaTimeOf(this.pieces, Math.max(atMs, piece.atMs)) ?? 0;
    const { seekS, playbackRate } = correction(video.currentTime, wantedS, clock.rate, clock.isRunning);
    if (seekS !== null && !video.seeking) video.currentTime = seekS;
    if (video.playbackRate !== playbackRate) video.playbackRate = playbackRate;
    if (clock.isRunning && video.paused) void video.play().catch(() => undefined);
    else if (!clock.isRunning && !video.paused) video.pause();
    // The moment on screen, for whoever examines the page.
    video.dataset.shownMs = String(Math.round(wallTimeOf(this.pieces, video.currentTime) ?? 0));
    return video.seeking || video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA ? 'loading' : 'shown';
  }

  private load(stretch: Window): void {
    this.close();
    this.loaded = stretch;
    this.loadedAtMs = performance.now();
    this.pieces = null;
    const hls = (this.hls = new Hls({ enableWorker: true, maxBufferLength: 12, backBufferLength: 30, startPosition: -1 }));
    hls.on(Hls.Events.LEVEL_LOADED, (_name, { details }) => {
      if (this.hls !== hls) return;
      this.pieces = details.fragments.map((fragment) => ({
        startS: fragment.start,
        durationS: fragment.duration,
        atMs: fragment.programDateTime ?? stretch.startMs,
      }));
    });
    hls.on(Hls.Events.ERROR, (_name, { fatal }) => {
      if (fatal && this.hls === hls) this.pieces = [];
    });
    hls.loadSource(playlistUrl(this.cameraId, stretch));
    hls.attachMedia(this.video);
  }

  /** What was only just recorded may not have been on disk yet when it was asked for. */
  private retryWhereItGrows(atMs: number, nowMs: number): void {
    if (nowMs - atMs < 60_000 && performance.now() - this.loadedAtMs > RETRY_MS) this.loaded = null;
  }
}
