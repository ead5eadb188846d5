import { useCallback, useEffect, useRef, useState } from 'react';
import { callCamera } from './call';
import { openMicrophone } from './microphone';
import { Press, type TalkState } from './press';

export interface Talk {
  state: TalkState;
  press: () => void;
  release: () => void;
}

/** One mouth at one camera: leaving the page, the window or the camera ends the talk. ended: the newest that ended. */
export function useTalk(cameraId: string, ended: string | null): Talk {
  const [state, setState] = useState<TalkState>({ kind: 'idle' });
  const held = useRef<Press | null>(null);

  const release = useCallback(() => {
    held.current?.release();
    held.current = null;
  }, []);
  const press = useCallback(() => {
    held.current?.release();
    held.current = new Press({
      microphone: openMicrophone,
      call: (stream, onEnd) => callCamera(cameraId, stream, onEnd),
      tell: setState,
    });
  }, [cameraId]);

  useEffect(() => {
    if (ended !== null) held.current?.hear(ended);
  }, [ended]);

  useEffect(() => {
    window.addEventListener('blur', release);
    document.addEventListener('visibilitychange', release);
    return () => {
      window.removeEventListener('blur', release);
      document.removeEventListener('visibilitychange', release);
      release();
    };
  }, [release]);

  return { state, press, release };
}
