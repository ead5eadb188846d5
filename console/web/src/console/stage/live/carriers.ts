/** The ways a live picture can come; `stills` always work, one a second. */
export type Carrier = 'whep' | 'mse' | 'stills';
/** What the picture is for: the one that is watched closely, or one tile of many. */
export type Purpose = 'focus' | 'tile';

const ORDER: Record<Purpose, readonly Carrier[]> = {
  focus: ['whep', 'mse', 'stills'],
  tile: ['mse', 'stills'],
};
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

  /** The ways to try, best first; one that failed a moment ago comes just before the stills. */
  order(purpose: Purpose, nowMs: number): Carrier[] {
    const isAvoided = (carrier: Carrier) => nowMs - (this.failedMs.get(carrier) ?? -Infinity) < AVOIDED_MS;
    const moving = ORDER[purpose].filter((carrier) => carrier !== 'stills');
    return [...moving.filter((one) => !isAvoided(one)), ...moving.filter(isAvoided), 'stills'];
  }
}
