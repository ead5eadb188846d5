import { create } from 'zustand';
import type { FoundPlace } from './shapes';

/** The place that was searched for; the map flies there and marks it. */
export const useFound = create<{ place: FoundPlace | null }>(() => ({ place: null }));

export function showFound(place: FoundPlace | null): void {
  useFound.setState({ place });
}
