import type { Fix, Place, Unit } from '../../api/shapes';

/** Older positions are drawn grey and dashed. */
export const STALE_S = 120;
const GLIDE_MS = 1000;

interface Glide {
  from: Place;
  to: Place;
  startMs: number;
}

export function isStale(fix: Fix, nowMs: number): boolean {
  return nowMs - Date.parse(fix.at) > STALE_S * 1000;
}

/** Where units are drawn: each glides from where it was seen to its newest fix. */
export class UnitMotion {
  private readonly glides = new Map<string, Glide>();

  /** Tell of the units as they are now. */
  update(units: readonly Unit[], nowMs: number): void {
    for (const { id, fix } of units) {
      if (!fix) continue;
      const glide = this.glides.get(id);
      if (!glide) this.glides.set(id, { from: fix.position, to: fix.position, startMs: nowMs });
      else if (glide.to.lat !== fix.position.lat || glide.to.lon !== fix.position.lon) {
        this.glides.set(id, { from: between(glide, nowMs), to: fix.position, startMs: nowMs });
      }
    }
  }

  place(unit: Unit, nowMs: number): Place | null {
    const glide = this.glides.get(unit.id);
    return glide ? between(glide, nowMs) : (unit.fix?.position ?? null);
  }

  isMoving(nowMs: number): boolean {
    return [...this.glides.values()].some((glide) => glide.from !== glide.to && nowMs - glide.startMs <= GLIDE_MS + 50);
  }
}

function between({ from, to, startMs }: Glide, nowMs: number): Place {
  const share = Math.min(1, Math.max(0, (nowMs - startMs) / GLIDE_MS));
  return { lat: from.lat + (to.lat - from.lat) * share, lon: from.lon + (to.lon - from.lon) * share };
}
