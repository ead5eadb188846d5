/** What to do with a live buffer; all times in seconds of the media. */
export interface BufferStep {
  seekTo: number | null;
  rate: number;
  /** Remove everything before this; null to leave the buffer. */
  trimBefore: number | null;
}

export interface BufferView {
  start: number;
  end: number;
  current: number;
}

const AIM_S = 0.25;
const HURRY_S = 0.6;
const JUMP_S = 2.5;
const KEPT_S = 10;
const TRIM_S = 25;

/** Stay close behind the live edge: hurry gently when late, jump when far off, and keep little behind. */
export function bufferStep(view: BufferView): BufferStep {
  const lag = view.end - view.current;
  const isOutside = view.current < view.start || view.current > view.end + 0.1;
  const seekTo = isOutside || lag > JUMP_S ? Math.max(view.start, view.end - AIM_S) : null;
  const rate = seekTo === null && lag > HURRY_S ? 1.08 : 1;
  const position = seekTo ?? view.current;
  const trimBefore = position - view.start > TRIM_S ? position - KEPT_S : null;
  return { seekTo, rate, trimBefore };
}
