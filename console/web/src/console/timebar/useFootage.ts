import { useEffect, useMemo, useState } from 'react';
import type { Span, WatchEvent } from '../../api/shapes';
import { serverNow, useRoom } from '../../state/store';
import { eventsOf, timelineOf } from '../asks';

const EVERY_MS = 15_000;

interface Footage {
  cameraId: string | null;
  spans: Span[];
  events: WatchEvent[];
}

const NONE: Footage = { cameraId: null, spans: [], events: [] };

/** Footage and events of a camera for the last minutes; events also as they happen. */
export function useFootage(cameraId: string | null, lengthMin: number): Omit<Footage, 'cameraId'> {
  const [asked, setAsked] = useState<Footage>(NONE);
  const room = useRoom((state) => state.room.events);

  useEffect(() => {
    if (!cameraId) return;
    let isHere = true;
    const ask = async () => {
      const endMs = serverNow();
      const window = { startMs: endMs - lengthMin * 60_000, endMs };
      const [timeline, events] = await Promise.allSettled([timelineOf(cameraId, window), eventsOf(cameraId, window)]);
      if (!isHere) return;
      setAsked((held) => {
        const same = held.cameraId === cameraId ? held : NONE;
        return {
          cameraId,
          spans: timeline.status === 'fulfilled' ? timeline.value.spans : same.spans,
          events: events.status === 'fulfilled' ? events.value : same.events,
        };
      });
    };
    void ask();
    const timer = setInterval(() => void ask(), EVERY_MS);
    return () => {
      isHere = false;
      clearInterval(timer);
    };
  }, [cameraId, lengthMin]);

  return useMemo(() => {
    if (cameraId === null || asked.cameraId !== cameraId) return NONE;
    const byId = new Map(asked.events.map((event) => [event.id, event]));
    for (const event of Object.values(room)) if (event.camera_id === cameraId) byId.set(event.id, event);
    return { spans: asked.spans, events: [...byId.values()].filter((event) => event.camera_id === cameraId) };
  }, [asked, cameraId, room]);
}
