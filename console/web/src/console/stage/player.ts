import { create } from 'zustand';

/** What a running recording can be told. */
export interface Controls {
  toggle: () => void;
  skip: (seconds: number) => void;
  seekTo: (wallMs: number) => void;
}

let controls: Controls | null = null;

/** The recording on the stage, for keys and the time bar; silent when none plays. */
export const player = {
  attach(given: Controls | null): void {
    controls = given;
    if (!given) usePlayhead.setState({ atMs: null });
  },
  toggle(): void {
    controls?.toggle();
  },
  skip(seconds: number): void {
    controls?.skip(seconds);
  },
  seekTo(wallMs: number): void {
    controls?.seekTo(wallMs);
  },
};

/** The wall-clock moment that the recording shows; null without one. */
export const usePlayhead = create<{ atMs: number | null }>(() => ({ atMs: null }));
