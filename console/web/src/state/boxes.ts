import type { TrackBox, TrackBoxes } from '../api/shapes';

const KEPT_MS = 12_000;

export interface NearBoxes {
  boxes: TrackBox[];
  offMs: number;
}

interface Sheet {
  atMs: number;
  boxes: TrackBox[];
}

/** The latest boxes of each camera, by the time of the picture they belong to. Read while drawing, so outside React. */
export class BoxBoard {
  private readonly sheets = new Map<string, Sheet[]>();

  put(message: TrackBoxes): void {
    const kept = this.sheets.get(message.camera_id) ?? [];
    const atMs = Date.parse(message.at);
    kept.push({ atMs, boxes: message.boxes });
    while (kept.length > 1 && (kept[0]?.atMs ?? 0) < atMs - KEPT_MS) kept.shift();
    this.sheets.set(message.camera_id, kept);
  }

  /** The boxes of the picture nearest to `atMs` and how far off that is; null when none is within `toleranceMs`. */
  at(camera: string, atMs: number, toleranceMs: number): NearBoxes | null {
    let best: Sheet | null = null;
    for (const sheet of this.sheets.get(camera) ?? []) {
      if (!best || Math.abs(sheet.atMs - atMs) <= Math.abs(best.atMs - atMs)) best = sheet;
    }
    if (!best) return null;
    const offMs = Math.abs(best.atMs - atMs);
    return offMs <= toleranceMs ? { boxes: best.boxes, offMs } : null;
  }
}

export const boxBoard = new BoxBoard();
