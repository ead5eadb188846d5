import { serverNow } from '../state/store';
import { nextRate, ReviewClock } from './play/clock';
import { holding } from './lanes/zoom';
import type { TilePhase, TilePlayer } from './play/tilePlayer';
import { useReview } from './store';

const BEAT_MS = 60;
/** One slow picture may hold the others up for so long, then they go on without it. */
const PATIENCE_MS = 2_500;
/** Footage reaches the disk about this long after it was taken. */
const BEHIND_MS = 3_000;

type Tell = (phase: TilePhase) => void;

/** Drives all pictures from one clock. One desk per page. */
class Desk {
  readonly clock = new ReviewClock(() => performance.now());
  private readonly tiles = new Map<TilePlayer, Tell>();
  private timer: ReturnType<typeof setInterval> | undefined;
  private waitedSinceMs: number | null = null;

  open(): () => void {
    this.timer = setInterval(() => this.beat(), BEAT_MS);
    return () => {
      clearInterval(this.timer);
      this.clock.run(false);
      useReview.setState({ isRunning: false });
    };
  }

  join(tile: TilePlayer, tell: Tell): () => void {
    this.tiles.set(tile, tell);
    return () => {
      this.tiles.delete(tile);
      tile.close();
    };
  }

  toggle(): void {
    this.run(!this.clock.isRunning);
  }

  run(isRunning: boolean): void {
    this.clock.run(isRunning);
    useReview.setState({ isRunning });
  }

  setRate(rate: number): void {
    this.clock.setRate(rate);
    useReview.setState({ rate });
  }

  changeRate(by: 1 | -1): void {
    this.setRate(nextRate(this.clock.rate, by));
  }

  /** Go to a moment; the lanes follow so that it stays in sight. */
  seek(atMs: number): void {
    this.clock.limit(serverNow() - BEHIND_MS);
    this.clock.seek(atMs);
    this.waitedSinceMs = null;
    const shown = this.clock.now();
    useReview.setState(({ window }) => ({ atMs: shown, window: holding(window, shown) }));
  }

  private beat(): void {
    this.clock.limit(serverNow() - BEHIND_MS);
    let isWaiting = false;
    for (const [tile, tell] of this.tiles) {
      tell(tile.follow(this.clock));
      isWaiting ||= tile.isWaiting;
    }
    const nowMs = performance.now();
    if (!isWaiting) this.waitedSinceMs = null;
    else this.waitedSinceMs ??= nowMs;
    this.clock.wait(this.waitedSinceMs !== null && nowMs - this.waitedSinceMs < PATIENCE_MS);
    const atMs = this.clock.now();
    if (atMs !== useReview.getState().atMs) useReview.setState(({ window }) => ({ atMs, window: holding(window, atMs) }));
  }
}

export const desk = new Desk();
