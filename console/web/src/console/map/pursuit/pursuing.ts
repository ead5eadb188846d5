import { create } from 'zustand';
import type { Place } from '../../../api/shapes';

export const FLEES = ['foot', 'car'] as const;
export type Flees = (typeof FLEES)[number];

/** Who is sought: last seen where and when, and how they move. */
export interface Seen {
  at: Place;
  sinceMs: number;
  kind: Flees;
}

interface Pursuing {
  isOn: boolean;
  /** The next press on the map says where they were seen. */
  isTaking: boolean;
  kind: Flees;
  at: Place | null;
  sinceMs: number;
  /** What they are pursued for; a unit that blocks a crossing is linked with it. */
  incidentId: string | null;
}

const NOBODY: Pursuing = { isOn: false, isTaking: false, kind: 'foot', at: null, sinceMs: 0, incidentId: null };

/** The pursuit on this page; others start their own, from the same event they see the same. */
export const usePursuing = create<Pursuing>(() => NOBODY);

/** From something with a place and a time; from nothing the map is asked. */
export function startPursuit(from: { at: Place; sinceMs: number; incidentId: string | null } | null): void {
  usePursuing.setState({ ...NOBODY, ...from, isOn: true, isTaking: from === null });
}

export function stopPursuit(): void {
  usePursuing.setState(NOBODY);
}

export function setFlees(kind: Flees): void {
  usePursuing.setState({ kind });
}

/** Ask the map where they were seen, or no longer. */
export function askWhere(isTaking: boolean): void {
  usePursuing.setState({ isTaking });
}

/** They were seen there at that moment: the outline begins anew. */
export function seenAt(at: Place, sinceMs: number): void {
  usePursuing.setState({ at: { lat: at.lat, lon: at.lon }, sinceMs, isTaking: false });
}
