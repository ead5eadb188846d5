import i18next from 'i18next';
import { create } from 'zustand';
import { tell } from '../../ui/notify';
import { getCameraTours, getPatrols } from './asks';
import { overdueOf } from './progress';
import type { CameraTour, Patrols, TourPlan } from './shapes';

interface PatrolStore {
  /** null: not loaded yet. */
  patrols: Patrols | null;
  cameraTours: readonly CameraTour[];
  /** The round that is being looked at before it is used. */
  plan: TourPlan | null;
  isHeatOn: boolean;
  /** The camera tour under way: which, and at which of its cameras. */
  watching: { tour: CameraTour; at: number } | null;
}

/** What the room knows of patrols; loaded anew whenever the journal says that something changed. */
export const usePatrols = create<PatrolStore>(() => ({ patrols: null, cameraTours: [], plan: null, isHeatOn: false, watching: null }));

let turn = 0;

/** Loads all; a point that has become overdue since the last time is told. */
export async function loadPatrols(): Promise<void> {
  const mine = (turn += 1);
  try {
    const [patrols, cameraTours] = await Promise.all([getPatrols(), getCameraTours()]);
    if (mine !== turn) return;
    const before = usePatrols.getState().patrols;
    const known = new Set(before?.tours.flatMap((tour) => overdueOf(tour).map((id) => tour.id + id)));
    for (const tour of patrols.tours) {
      const fresh = overdueOf(tour).filter((id) => !known.has(tour.id + id));
      if (before && fresh.length > 0) tell(i18next.t('patrols:room.became_overdue', { count: fresh.length, tour: tour.name }));
    }
    usePatrols.setState({ patrols, cameraTours });
  } catch {
    // The line to the room is shown as lost elsewhere; the next entry loads again.
  }
}
