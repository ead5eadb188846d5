import type { Feature, FeatureCollection, Position } from 'geojson';
import { worstState } from '../../patrols/progress';
import type { Patrols, TourPlan } from '../../patrols/shapes';
import { circle, collection, NOTHING, point } from '../shapes';

const MARK = { done: '✓', flagged: '◆', overdue: '▲', next: '›', open: '' } as const;

/** Beats, checkpoints as the rounds stand, and the round that is being planned. */
export function patrolFeatures(patrols: Patrols | null, plan: TourPlan | null): FeatureCollection {
  if (!patrols) return NOTHING;
  const beats = patrols.beats.map(({ name, points }): Feature => {
    const ring = points.map((place): Position => [place.lon, place.lat]);
    return { type: 'Feature', properties: { part: 'beat', label: name }, geometry: { type: 'Polygon', coordinates: [[...ring, ring[0] as Position]] } };
  });
  const rims = patrols.checkpoints.map((checkpoint): Feature => ({
    type: 'Feature',
    properties: { part: 'rim', state: worstState(patrols.tours, checkpoint.id) },
    geometry: circle(checkpoint.position, checkpoint.radius_m),
  }));
  const turns = new Map(plan?.stops.map((stop, at) => [stop.checkpoint_id, at + 1]));
  const marks = patrols.checkpoints.map((checkpoint) => {
    const state = worstState(patrols.tours, checkpoint.id);
    const turn = turns.get(checkpoint.id);
    return point(checkpoint.position, { part: 'checkpoint', state, label: checkpoint.name, mark: turn ? String(turn) : MARK[state] });
  });
  const way: Feature[] = plan && plan.line.length > 1
    ? [{ type: 'Feature', properties: { part: 'plan' }, geometry: { type: 'LineString', coordinates: plan.line.map((place) => [place.lon, place.lat]) } }]
    : [];
  return collection([...beats, ...rims, ...way, ...marks]);
}
