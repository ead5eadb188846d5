/** After this long without a new frame the picture is no longer "live" (the promise is 5 s). */
export const STALLED_MS = 3_000;
/** After this long the connection is given up and opened anew. */
export const REOPEN_MS = 8_000;

export type Health = 'fresh' | 'stalled' | 'dead';

/** What the age of the last frame says of a feed. */
export function healthOf(lastFrameMs: number, nowMs: number): Health {
  const ageMs = nowMs - lastFrameMs;
  if (ageMs >= REOPEN_MS) return 'dead';
  return ageMs >= STALLED_MS ? 'stalled' : 'fresh';
}

/** A steady figure from jumpy ones: the median of the last few. */
export class Median {
  private readonly last: number[] = [];

  constructor(private readonly size = 15) {}

  forget(): void {
    this.last.length = 0;
  }

  add(value: number): number {
    this.last.push(value);
    if (this.last.length > this.size) this.last.shift();
    const sorted = [...this.last].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? value;
  }
}
