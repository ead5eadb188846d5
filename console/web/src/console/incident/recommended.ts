import { create } from 'zustand';

/** The unit that the open ranking puts first, for the way line on the map. */
export const useRecommended = create<{ unitId: string | null }>(() => ({ unitId: null }));
