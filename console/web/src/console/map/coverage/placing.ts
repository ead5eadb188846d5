import { create } from 'zustand';
import type { Place } from '../../../api/shapes';

interface Placing {
  /** The panel is open and places are on the map. */
  isOn: boolean;
  /** The next press on the map says where a new place is. */
  isTaking: boolean;
  at: Place | null;
}

/** The protected place that is being entered on this page. */
export const usePlacing = create<Placing>(() => ({ isOn: false, isTaking: false, at: null }));

export function showCoverage(isOn: boolean): void {
  usePlacing.setState({ isOn, isTaking: false, at: null });
}

export function startPlacing(): void {
  usePlacing.setState({ isTaking: true, at: null });
}

export function takePlace(at: Place): void {
  usePlacing.setState({ at });
}

export function stopPlacing(): void {
  usePlacing.setState({ isTaking: false, at: null });
}
