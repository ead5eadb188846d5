import Hls from 'hls.js';
import { mediaTimeOf, wallTimeOf, type Piece } from './mediaTime';
import type { Controls } from './player';

export interface RecordingState {
  /** `none`: nothing was recorded there, or it cannot be played. */
  phase: 'opening' | 'playing' | 'paused' | 'none';
}

export const WAITING: RecordingState = { phase: 'opening' };

interface Listener {
  tell: (state: RecordingState) => void;
  moved: (wallMs: number) => void;
}

/** Plays a playlist of recorded pieces and speaks in wall-clock time. */
export class RecordingPlayer implements Controls {
  private readonly hls = new Hls({ enableWorker: true, maxBufferLength: 20, backBufferLength: 60 });
  private pieces: Piece[] = [];
  private frame = 0;
  private hasStarted = false;

  constructor(
    private readonly video: HTMLVideoElement,
    url: string,
    private readonly atMs: number,
    private readonly listener: Listener,
  ) {
    this.hls.on(Hls.Events.LEVEL_LOADED, (_name, { details }) => {
      this.pieces = details.fragments.map((fragment) => ({
        startS: fragment.start,
        durationS: fragment.duration,
        atMs: fragment.programDateTime ?? atMs,
      }));
      if (this.pieces.length === 0) listener.tell({ phase: 'none' });
      else this.start();
    });
    this.hls.on(Hls.Events.ERROR, (_name, { fatal }) => {
      if (fatal) listener.tell({ phase: 'none' });
    });
    video.addEventListener('playing', this.onPlaying);
    video.addEventListener('pause', this.onPause);
    this.hls.loadSource(url);
    this.hls.attachMedia(video);
    this.follow();
  }

  toggle(): void {
    if (this.video.paused) void this.video.play().catch(() => undefined);
    else this.video.pause();
  }

  skip(seconds: number): void {
    if (Math.abs(seconds) < 1) this.video.pause();
    this.video.currentTime = Math.max(0, this.video.currentTime + seconds);
  }

  seekTo(wallMs: number): void {
    const mediaS = mediaTimeOf(this.pieces, wallMs);
    if (mediaS !== null) this.video.currentTime = mediaS;
  }

  close(): void {
    cancelAnimationFrame(this.frame);
    this.video.removeEventListener('playing', this.onPlaying);
    this.video.removeEventListener('pause', this.onPause);
    this.hls.destroy();
  }

  private readonly onPlaying = () => this.listener.tell({ phase: 'playing' });
  private readonly onPause = () => this.listener.tell({ phase: 'paused' });

  private start(): void {
    if (this.hasStarted) return;
    this.hasStarted = true;
    this.seekTo(this.atMs);
    void this.video.play().catch(() => this.listener.tell({ phase: 'paused' }));
  }

  private follow(): void {
    this.frame = requestAnimationFrame(() => this.follow());
    const wallMs = wallTimeOf(this.pieces, this.video.currentTime);
    if (wallMs !== null) this.listener.moved(wallMs);
  }
}
