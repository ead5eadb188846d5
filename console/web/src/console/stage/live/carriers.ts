/** The ways a live picture can come; `stills` always work, one a second. */
export type Carrier = 'whep' | 'mse' | 'stills';
/** What the picture is for: the one that is watched closely, or one tile of many. */
export type Purpose = 'focus' | 'tile';

type Moving = Exclude<Carrier, 'stills'>;

/** The ways to stay with, best first. */
const ORDER: Record<Purpose, readonly Moving[]> = { focus: ['whep', 'mse'], tile: ['mse'] };
/** The ways to begin with: fragments need one connection and show their first picture at once. */
const BEGIN: Record<Purpose, readonly Moving[]> = { focus: ['mse', 'whep'], tile: ['mse'] };
/** A way that did not work is tried last for so long; then the network may be another. */
const AVOIDED_MS = 60_000;

/** Remembers which ways do not get through here, so that not every picture has to find out anew. */
export class CarrierMemory {
  private readonly failedMs = new Map<Carrier, number>();

  failed(carrier: Carrier, nowMs: number): void {
    this.failedMs.set(carrier, nowMs);
  }

  worked(carrier: Carrier): void {
    this.failedMs.delete(carrier);
  }

  /** The ways to try, fastest first; one that failed a moment ago comes just before the stills. */
  order(purpose: Purpose, nowMs: number): Carrier[] {
    return [...this.trusted(BEGIN[purpose], nowMs), 'stills'];
  }

  /** The way to stay with: as close to now as gets through here. */
  best(purpose: Purpose, nowMs: number): Moving {
    return this.trusted(ORDER[purpose], nowMs)[0] ?? 'mse';
  }

  private trusted(ways: readonly Moving[], nowMs: number): Moving[] {
    const isAvoided = (way: Moving) => nowMs - (this.failedMs.get(way) ?? -Infinity) < AVOIDED_MS;
    return [...ways.filter((one) => !isAvoided(one)), ...ways.filter(isAvoided)];
  }
}
