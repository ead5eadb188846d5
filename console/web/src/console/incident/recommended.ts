import { create } from 'zustand';

/** The unit that the open ranking puts first, and the one that is pointed at, for the way on the map. */
export const useRecommended = create<{ unitId: string | null; pointedId: string | null }>(() => ({ unitId: null, pointedId: null }));
