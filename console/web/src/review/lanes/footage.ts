import { useEffect } from 'react';
import { create } from 'zustand';
import type { Span, WatchEvent } from '../../api/shapes';
import { eventsOf, timelineOf } from '../../console/asks';
import type { Window } from '../../console/timebar/timeline';
import { serverNow } from '../../state/store';
import { activityOf } from '../asks';
import { useReview } from '../store';

/** What is known of a camera in the window of the lanes. */
export interface Lane {
  spans: Span[];
  events: WatchEvent[];
  /** Of how much moved, evenly spread over `asked`; null: not known. */
  activity: (number | null)[];
  asked: Window;
}

const NOTHING: Lane = { spans: [], events: [], activity: [], asked: { startMs: 0, endMs: 1 } };
const SETTLE_MS = 150;
const AGAIN_MS = 15_000;
const BUCKETS = 400;

const useLanes = create<{ lanes: Record<string, Lane> }>(() => ({ lanes: {} }));

export function useLane(cameraId: string): Lane {
  return useLanes((state) => state.lanes[cameraId] ?? NOTHING);
}

export function useSpans(cameraId: string): Span[] {
  return useLane(cameraId).spans;
}

/** Lane of a camera now, outside React. */
export function laneOf(cameraId: string): Lane {
  return useLanes.getState().lanes[cameraId] ?? NOTHING;
}

/** Ask for a camera's lane whenever the window has settled elsewhere, and now and then. */
export function useKeepLane(cameraId: string): void {
  const window = useReview((state) => state.window);
  useEffect(() => {
    let isHere = true;
    const ask = async () => {
      const asked = { startMs: window.startMs, endMs: Math.min(window.endMs, serverNow()) };
      if (asked.endMs <= asked.startMs) return;
      const [timeline, events, activity] = await Promise.allSettled([
        timelineOf(cameraId, asked), eventsOf(cameraId, asked), activityOf(cameraId, asked, BUCKETS),
      ]);
      if (!isHere) return;
      useLanes.setState(({ lanes }) => {
        const held = lanes[cameraId] ?? NOTHING;
        const lane = {
          asked,
          spans: timeline.status === 'fulfilled' ? timeline.value.spans : held.spans,
          events: events.status === 'fulfilled' ? events.value : held.events,
          activity: activity.status === 'fulfilled' ? activity.value : [],
        };
        return { lanes: { ...lanes, [cameraId]: lane } };
      });
    };
    const soon = setTimeout(() => void ask(), SETTLE_MS);
    const often = setInterval(() => void ask(), AGAIN_MS);
    return () => {
      isHere = false;
      clearTimeout(soon);
      clearInterval(often);
    };
  }, [cameraId, window]);
}
