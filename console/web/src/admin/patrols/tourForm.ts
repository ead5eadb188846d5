import type { Checkpoint, Tour, TourDraft } from '../../console/patrols/shapes';

export const HOUR_S = 3600;
export const MINUTE_S = 60;

/** What is saved of a tour: all that a person set. */
export function bodyOf(tour: Tour): TourDraft {
  const { name, checkpoint_ids, kind, every_s, hours, is_varied, quiet_s, grace_s } = tour;
  return { name, checkpoint_ids: [...checkpoint_ids], kind, every_s, hours: [...hours], is_varied, quiet_s, grace_s };
}

/** A new tour leads everywhere, every two hours of every night. */
export function newTour(checkpoints: readonly Checkpoint[]): TourDraft {
  const night = { days: [0, 1, 2, 3, 4, 5, 6], start_minute: 22 * 60, end_minute: 6 * 60 };
  return {
    name: '', checkpoint_ids: checkpoints.map((point) => point.id), kind: 'foot', every_s: 2 * HOUR_S, hours: [night], is_varied: true,
    quiet_s: 45 * MINUTE_S, grace_s: 5 * MINUTE_S,
  };
}
