import { useCallback, useEffect, useRef } from 'react';
import { letGo, move } from './asks';
import { Grip } from './grip';
import { isStill, type Velocity } from './velocity';

export interface Hold {
  /** Hold at this speed; still: let go. */
  hold: (velocity: Velocity) => void;
  letGo: () => void;
}

/** One hand on one camera: leaving the page, the window or the camera lets go. */
export function useGrip(cameraId: string, onLost: (thrown: unknown) => void): Hold {
  const grip = useRef<Grip | null>(null);
  const lost = useRef(onLost);
  useEffect(() => {
    lost.current = onLost;
  }, [onLost]);

  const release = useCallback(() => {
    grip.current?.release();
    grip.current = null;
  }, []);

  const hold = useCallback(
    (velocity: Velocity) => {
      if (grip.current) grip.current.turn(velocity);
      else if (!isStill(velocity)) {
        grip.current = new Grip(
          {
            move: (name, speed) => move(cameraId, name, speed),
            letGo: (name) => letGo(cameraId, name),
            onLost: (thrown) => lost.current(thrown),
          },
          velocity,
        );
      }
    },
    [cameraId],
  );

  useEffect(() => {
    window.addEventListener('blur', release);
    document.addEventListener('visibilitychange', release);
    return () => {
      window.removeEventListener('blur', release);
      document.removeEventListener('visibilitychange', release);
      release();
    };
  }, [release]);

  return { hold, letGo: release };
}
