/** How fast time may go; below 0 is not offered: nothing plays backwards but frame by frame. */
export const RATES = [0.25, 0.5, 1, 2, 4, 8, 16, 32, 60] as const;

/** The one clock that all pictures follow: wall-clock time of what is shown, in ms. */
export class ReviewClock {
  private atMs = 0;
  private sinceMs = 0;
  private speed = 1;
  private runs = false;
  private waits = false;
  private limitMs = Infinity;

  constructor(private readonly perfMs: () => number) {}

  /** The moment that should be on screen now. */
  now(): number {
    const passedMs = this.runs && !this.waits ? (this.perfMs() - this.sinceMs) * this.speed : 0;
    return Math.min(this.atMs + passedMs, this.limitMs);
  }

  get isRunning(): boolean {
    return this.runs;
  }

  get rate(): number {
    return this.speed;
  }

  /** No further than this: what comes after has not been recorded yet. */
  limit(limitMs: number): void {
    this.limitMs = limitMs;
  }

  seek(atMs: number): void {
    this.atMs = Math.min(atMs, this.limitMs);
    this.sinceMs = this.perfMs();
  }

  run(runs: boolean): void {
    this.settle();
    this.runs = runs;
  }

  setRate(rate: number): void {
    this.settle();
    this.speed = rate;
  }

  /** Stand still while a picture is on its way, without counting as paused. */
  wait(waits: boolean): void {
    if (waits === this.waits) return;
    this.settle();
    this.waits = waits;
  }

  private settle(): void {
    this.seek(this.now());
  }
}

/** The next speed up or down; stays at the ends. */
export function nextRate(rate: number, by: 1 | -1): number {
  const place = RATES.findIndex((one) => one >= rate);
  return RATES[Math.min(RATES.length - 1, Math.max(0, place + by))] ?? 1;
}
