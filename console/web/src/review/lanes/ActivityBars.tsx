import { useEffect, useRef } from 'react';
import { shareOf, type Window } from '../../console/timebar/timeline';
import type { Lane } from './footage';

/** How much moved, as bars (by the root, so that little is still seen); nothing where it is not known. */
export function ActivityBars({ lane, window }: { lane: Lane; window: Window }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const surface = canvas.current;
    const pen = surface?.getContext('2d');
    if (!surface || !pen) return;
    const { clientWidth: width, clientHeight: height } = surface;
    surface.width = width * devicePixelRatio;
    surface.height = height * devicePixelRatio;
    pen.scale(devicePixelRatio, devicePixelRatio);
    pen.fillStyle = getComputedStyle(surface).color;
    const from = shareOf(window, lane.asked.startMs) * width;
    const step = ((shareOf(window, lane.asked.endMs) * width - from) || 0) / Math.max(1, lane.activity.length);
    lane.activity.forEach((level, place) => {
      if (!level) return;
      const tall = Math.max(1.5, Math.sqrt(level) * height);
      pen.fillRect(from + place * step, height - tall, Math.max(1, step - 0.5), tall);
    });
  }, [lane, window]);
  return <canvas ref={canvas} className="lane-activity" aria-hidden="true" />;
}
