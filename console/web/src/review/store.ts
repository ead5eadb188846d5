import { create } from 'zustand';
import type { Window } from '../console/timebar/timeline';

interface ReviewStore {
  cameraIds: string[];
  /** What the lanes show. */
  window: Window;
  /** A stretch that was marked to do something with. */
  range: Window | null;
  /** The moment on screen, a few times a second. */
  atMs: number;
  isRunning: boolean;
  rate: number;
  /** Whether the lanes show what was kept quiet, too. */
  showsQuiet: boolean;
}

/** What the reviewer looks at; the clock itself is `desk.clock`. */
export const useReview = create<ReviewStore>(() => ({
  cameraIds: [],
  window: { startMs: 0, endMs: 1 },
  range: null,
  atMs: 0,
  isRunning: false,
  rate: 1,
  showsQuiet: true,
}));
