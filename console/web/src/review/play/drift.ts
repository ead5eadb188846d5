/** What a video should do to be where the clock is. */
export interface Correction {
  /** Media position to jump to; null to go on. */
  seekS: number | null;
  playbackRate: number;
}

/** Further off than this while playing, in seconds of the clock's own pace, and it jumps. */
const JUMP_S = 0.6;
/** Standing still it must show the very frame. */
const STILL_S = 0.02;
const GAIN = 1.5;
const MOST = 0.2;

/** Bring a picture at `shownS` to where it should be, `wantedS`: a gentle change of speed, or a jump when far off. */
export function correction(shownS: number, wantedS: number, rate: number, isRunning: boolean): Correction {
  const behindS = wantedS - shownS;
  if (!isRunning) return { seekS: Math.abs(behindS) > STILL_S ? wantedS : null, playbackRate: 1 };
  if (Math.abs(behindS) > JUMP_S * Math.max(1, rate)) return { seekS: wantedS, playbackRate: rate };
  const push = Math.max(-MOST, Math.min(MOST, (behindS / Math.max(1, rate)) * GAIN));
  return { seekS: null, playbackRate: rate * (1 + push) };
}
