import type { Window } from '../console/timebar/timeline';
import { MOST_CAMERAS } from './CameraPicker';
import { desk } from './desk';
import { around } from './lanes/zoom';
import { useReview } from './store';

const LEAST_WINDOW_MS = 120_000;

/** Look at a stretch through its cameras: marked, with some time around it, from its start. */
export function showRange(cameraIds: readonly string[], range: Window): void {
  const lengthMs = Math.max(LEAST_WINDOW_MS, (range.endMs - range.startMs) * 2);
  useReview.setState((held) => ({
    cameraIds: [...new Set([...cameraIds, ...held.cameraIds])].slice(0, Math.max(cameraIds.length, Math.min(MOST_CAMERAS, held.cameraIds.length))),
    range,
    window: around((range.startMs + range.endMs) / 2, lengthMs),
  }));
  desk.seek(range.startMs);
}
