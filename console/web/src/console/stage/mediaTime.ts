/** A piece of a recording: where it lies in the playlist and on the wall clock. */
export interface Piece {
  startS: number;
  durationS: number;
  atMs: number;
}

/** The wall-clock time of a media position; gaps in the recording take no media time. */
export function wallTimeOf(pieces: readonly Piece[], mediaS: number): number | null {
  const piece = pieces.findLast((one) => one.startS <= mediaS + 1e-3) ?? pieces[0];
  if (!piece) return null;
  return piece.atMs + Math.min(Math.max(0, mediaS - piece.startS), piece.durationS) * 1000;
}

/** The media position that shows `wallMs`; inside a gap, the start of what follows it. */
export function mediaTimeOf(pieces: readonly Piece[], wallMs: number): number | null {
  for (const piece of pieces) {
    if (wallMs < piece.atMs) return piece.startS;
    if (wallMs < piece.atMs + piece.durationS * 1000) return piece.startS + (wallMs - piece.atMs) / 1000;
  }
  const last = pieces[pieces.length - 1];
  return last ? last.startS + last.durationS : null;
}
