import { create } from 'zustand';
import type { RankedUnit } from '../../api/shapes';

/** The unit that the open ranking puts first, and the one that is pointed at, for the way on the map. */
/** The ranking that is on the screen: for which incident, and the units that may be sent, best first. */
export const useRanking = create<{ incidentId: string | null; units: readonly RankedUnit[] }>(() => ({ incidentId: null, units: [] }));

/** The units that may be sent to an incident, best first; none while another incident's are shown. */
export function useRanked(incidentId: string): readonly RankedUnit[] {
  return useRanking((state) => (state.incidentId === incidentId ? state.units : NOBODY));
}

const NOBODY: readonly RankedUnit[] = [];

export const useRecommended = create<{ unitId: string | null; pointedId: string | null }>(() => ({ unitId: null, pointedId: null }));
