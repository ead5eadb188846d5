import { useEffect, useRef, useState } from 'react';
import { frameUrl } from './asks';
import { desk } from './desk';

const WIDTH = 640;
const LEAST_MS = 160;

/** Stills at the clock's moment: one until the moving picture is there, or one after another where time flies. */
export function QuickStill({ cameraId, isMoving }: { cameraId: string; isMoving: boolean }) {
  const [url, setUrl] = useState(() => frameUrl(cameraId, desk.clock.now(), WIDTH));
  const askedMs = useRef(performance.now());
  const again = useRef<ReturnType<typeof setTimeout>>(undefined);

  useEffect(() => () => clearTimeout(again.current), []);

  const next = () => {
    if (!isMoving) return;
    const waitMs = Math.max(0, LEAST_MS - (performance.now() - askedMs.current));
    again.current = setTimeout(() => {
      askedMs.current = performance.now();
      setUrl(frameUrl(cameraId, desk.clock.now(), WIDTH));
    }, waitMs);
  };
  return <img src={url} alt="" onLoad={next} onError={next} />;
}
