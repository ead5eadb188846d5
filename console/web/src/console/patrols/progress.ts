import type { Checkpoint, Patrols, Tour } from './shapes';

export type PointState = 'done' | 'flagged' | 'overdue' | 'next' | 'open';

/** Which points of a tour nobody looked at in time. */
export function overdueOf(tour: Tour): string[] {
  return tour.points.filter((point) => point.overdue_since !== null).map((point) => point.checkpoint_id);
}

export function overdueCount(tours: readonly Tour[]): number {
  return tours.reduce((sum, tour) => sum + overdueOf(tour).length, 0);
}

/** How far the round under way has come; null without one. */
export function progressOf(tour: Tour): { done: number; of: number; nextId: string | null } | null {
  const { run } = tour;
  if (!run || run.state !== 'running') return null;
  return { done: run.order.length - run.missed.length, of: run.order.length, nextId: run.missed[0] ?? null };
}

/** A checkpoint as one tour has it: overdue goes before all, a proof with a mark before a clean one. */
export function pointState(tour: Tour, checkpointId: string): PointState {
  if (tour.points.some((point) => point.checkpoint_id === checkpointId && point.overdue_since !== null)) return 'overdue';
  const { run } = tour;
  if (!run || run.state !== 'running') return 'open';
  const proofs = run.scans.filter((scan) => scan.checkpoint_id === checkpointId);
  if (proofs.length > 0) return proofs.some((scan) => scan.flags.length === 0) ? 'done' : 'flagged';
  return run.missed[0] === checkpointId ? 'next' : 'open';
}

const RANK: readonly PointState[] = ['overdue', 'flagged', 'next', 'done', 'open'];

/** A checkpoint on the map: what is worst among the tours that lead there. */
export function worstState(tours: readonly Tour[], checkpointId: string): PointState {
  const states = tours.filter((tour) => tour.checkpoint_ids.includes(checkpointId)).map((tour) => pointState(tour, checkpointId));
  return RANK.find((state) => states.includes(state)) ?? 'open';
}

/** Tours that need somebody first, then those under way, then by name. */
export function toursInOrder(tours: readonly Tour[]): Tour[] {
  const rank = (tour: Tour) => (overdueOf(tour).length > 0 ? 0 : progressOf(tour) ? 1 : 2);
  return [...tours].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

export function namesOf(patrols: Patrols, ids: readonly string[]): string {
  const byId = new Map<string, Checkpoint>(patrols.checkpoints.map((point) => [point.id, point]));
  return ids.map((id) => byId.get(id)?.name ?? id).join(', ');
}
