import { create } from 'zustand';
import type { Place } from '../../../api/shapes';
import type { ClosureShape } from './drawing';

interface Closing {
  /** The panel is open and presses on the map are points. */
  isOn: boolean;
  shape: ClosureShape;
  points: readonly Place[];
}

/** The closure that is being drawn on this page. */
export const useClosing = create<Closing>(() => ({ isOn: false, shape: 'line', points: [] }));

export function startClosing(): void {
  useClosing.setState({ isOn: true, points: [] });
}

export function stopClosing(): void {
  useClosing.setState({ isOn: false, points: [] });
}

export function addPoint(place: Place): void {
  useClosing.setState(({ points }) => ({ points: [...points, place] }));
}
