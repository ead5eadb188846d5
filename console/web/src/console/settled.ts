import { create } from 'zustand';
import { type Selected, useSelection } from './selection';

/** The rest of the room turns to another camera no later than this, picture or not. */
const LATEST_MS = 700;
/** After the picture is handed over it still has to get onto the screen. */
const ON_SCREEN_MS = 60;

interface Settled {
  selected: Selected | null;
  cameraId: string | null;
}

/**
 * What is selected, as the map and the time bar follow it: at once, but when the stage turns to another camera only
 * after that camera's first picture. Drawing the map anew takes a slow machine as long as opening the picture does.
 */
export const useSettled = create<Settled>(() => ({ selected: null, cameraId: null }));

let waiting: ReturnType<typeof setTimeout> | undefined;

function settleAfter(ms: number): void {
  clearTimeout(waiting);
  waiting = setTimeout(settle, ms);
}

function settle(): void {
  const { selected, cameraId } = useSelection.getState();
  useSettled.setState({ selected, cameraId });
}

useSelection.subscribe(({ selected, cameraId }) => {
  const settled = useSettled.getState();
  if (settled.cameraId === cameraId || settled.cameraId === null) {
    clearTimeout(waiting);
    if (settled.selected !== selected || settled.cameraId !== cameraId) settle();
  } else settleAfter(LATEST_MS);
});

/** The stage shows this camera's first picture. */
export function pictureCame(cameraId: string): void {
  const isAwaited = useSelection.getState().cameraId === cameraId && useSettled.getState().cameraId !== cameraId;
  if (isAwaited) settleAfter(ON_SCREEN_MS);
}
