import { isStill, type Velocity } from './velocity';

/** The camera stops a second after the last move: said again well within it, over a slow line too. */
export const SAY_AGAIN_MS = 350;

export interface Wire {
  move: (grip: string, velocity: Velocity) => Promise<void>;
  letGo: (grip: string) => Promise<void>;
  /** The camera was taken over, or does not answer: this press is over. */
  onLost: (thrown: unknown) => void;
}

/**
 * One press of a control, from down to up. At most one request is on its way; what comes meanwhile waits, and only the
 * newest of it is sent. A press that was lost sends nothing more: pressing again is a new one.
 */
export class Grip {
  private readonly name = crypto.randomUUID();
  private wanted: Velocity;
  private isBusy = false;
  private isStale = false;
  private isOver = false;
  private timer: ReturnType<typeof setInterval>;

  constructor(
    private readonly wire: Wire,
    velocity: Velocity,
  ) {
    this.wanted = velocity;
    this.timer = setInterval(() => this.say(), SAY_AGAIN_MS);
    this.say();
  }

  /** The control moved while it is held. */
  turn(velocity: Velocity): void {
    const { pan, tilt, zoom } = this.wanted;
    if (pan === velocity.pan && tilt === velocity.tilt && zoom === velocity.zoom) return;
    this.wanted = velocity;
    this.say();
  }

  /** The control was let go. */
  release(): void {
    if (this.isOver) return;
    this.end();
    // Not behind a move that is on its way: the camera stands still as soon as the server hears of it.
    this.wire.letGo(this.name).catch(this.wire.onLost);
  }

  private say(): void {
    if (this.isOver) return;
    if (this.isBusy) {
      this.isStale = true;
      return;
    }
    this.isBusy = true;
    this.isStale = false;
    this.wire.move(this.name, this.wanted).then(
      () => {
        this.isBusy = false;
        if (this.isStale && !isStill(this.wanted)) this.say();
      },
      (thrown: unknown) => {
        this.isBusy = false;
        if (this.isOver) return;
        this.end();
        this.wire.onLost(thrown);
      },
    );
  }

  private end(): void {
    this.isOver = true;
    clearInterval(this.timer);
  }
}
