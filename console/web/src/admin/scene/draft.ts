/** The scene while it is being edited: a pure reducer over what the hand does. */

import type { PicturePoint, Place, PlacePair, Rule, Scene, Tripwire, Zone } from '../shapes';

export type Change =
  | { do: 'load'; scene: Scene }
  | { do: 'add_zone'; zone: Zone }
  | { do: 'change_zone'; id: string; change: Partial<Zone> }
  | { do: 'add_tripwire'; tripwire: Tripwire }
  | { do: 'change_tripwire'; id: string; change: Partial<Tripwire> }
  | { do: 'flip_tripwire'; id: string }
  | { do: 'remove_shape'; id: string }
  | { do: 'add_rule'; rule: Rule }
  | { do: 'change_rule'; id: string; change: Partial<Rule> }
  | { do: 'remove_rule'; id: string }
  | { do: 'decode_always'; isOn: boolean }
  | { do: 'add_pair'; pair: PlacePair }
  | { do: 'move_pair'; index: number; picture?: PicturePoint; place?: Place }
  | { do: 'remove_pair'; index: number };

export const EMPTY_SCENE: Scene = { calibration: [], calibration_error_m: null, zones: [], tripwires: [], rules: [], is_always_decoded: false };

export function reduce(scene: Scene, change: Change): Scene {
  switch (change.do) {
    case 'load':
      return change.scene;
    case 'add_zone':
      return { ...scene, zones: [...zonesOf(scene), change.zone] };
    case 'change_zone':
      return { ...scene, zones: changed(zonesOf(scene), change.id, drawn(change.change, 'polygon')) };
    case 'add_tripwire':
      return { ...scene, tripwires: [...tripwiresOf(scene), change.tripwire] };
    case 'change_tripwire':
      return { ...scene, tripwires: changed(tripwiresOf(scene), change.id, drawn(change.change, 'start', 'end')) };
    case 'flip_tripwire':
      return { ...scene, tripwires: tripwiresOf(scene).map((each) => (each.id === change.id ? flipped(each) : each)) };
    case 'remove_shape':
      return withoutShape(scene, change.id);
    case 'add_rule':
      return { ...scene, rules: [...rulesOf(scene), change.rule] };
    case 'change_rule':
      return { ...scene, rules: changed(rulesOf(scene), change.id, change.change) };
    case 'remove_rule':
      return { ...scene, rules: rulesOf(scene).filter((rule) => rule.id !== change.id) };
    case 'decode_always':
      return { ...scene, is_always_decoded: change.isOn };
    case 'add_pair':
      return { ...scene, calibration: [...pairsOf(scene), change.pair] };
    case 'move_pair':
      return { ...scene, calibration: moved(pairsOf(scene), change) };
    case 'remove_pair':
      return { ...scene, calibration: pairsOf(scene).filter((_pair, index) => index !== change.index) };
  }
}

export const zonesOf = (scene: Scene): Zone[] => scene.zones ?? [];
export const tripwiresOf = (scene: Scene): Tripwire[] => scene.tripwires ?? [];
export const rulesOf = (scene: Scene): Rule[] => scene.rules ?? [];
export const pairsOf = (scene: Scene): PlacePair[] => scene.calibration ?? [];

/** A rule that has what its kind needs: a line for crossing, a time for loitering. */
export function isRuleComplete(rule: Rule): boolean {
  if (rule.kind === 'line_crossing') return Boolean(rule.tripwire_id);
  return rule.kind !== 'loitering' || (rule.dwell_s ?? 0) > 0;
}

/** What the kinds begin with that go by amounts. */
const AMOUNTS = { min_travel_m: 2, limit_mps: 3, away_m: 3 } as const;

/** A new rule that fits what is drawn: a line if there is only a line, else the first zone, else the whole picture. */
export function newRule(scene: Scene, id: string, name: string): Rule {
  const zone = zonesOf(scene)[0];
  const line = tripwiresOf(scene)[0];
  const base = {
    id, name, is_enabled: true, severity: 'medium', direction: 'both', dwell_s: 0, ...AMOUNTS,
  } as const;
  if (!zone && line) return { ...base, classes: [], kind: 'line_crossing', zone_id: null, tripwire_id: line.id };
  return { ...base, classes: [], kind: 'intrusion', zone_id: zone?.id ?? null, tripwire_id: null };
}

/** The rule as another kind: what the new kind does not use is dropped, what it needs is filled in. */
export function ofKind(scene: Scene, rule: Rule, kind: Rule['kind']): Rule {
  if (kind === 'line_crossing') {
    return { ...rule, kind, zone_id: null, tripwire_id: rule.tripwire_id ?? tripwiresOf(scene)[0]?.id ?? null, dwell_s: 0 };
  }
  const dwell_s = kind === 'loitering' ? rule.dwell_s || 30 : 0;
  return { ...rule, kind, tripwire_id: null, direction: 'both', dwell_s };
}

function withoutShape(scene: Scene, id: string): Scene {
  return {
    ...scene,
    zones: zonesOf(scene).filter((zone) => zone.id !== id),
    tripwires: tripwiresOf(scene).filter((line) => line.id !== id),
    // A rule without its shape would watch the whole picture, or nothing: it goes with it.
    rules: rulesOf(scene).filter((rule) => rule.zone_id !== id && rule.tripwire_id !== id),
  };
}

function flipped(line: Tripwire): Tripwire {
  return { ...line, start: line.end, end: line.start, places: [...(line.places ?? [])].reverse() };
}

/** What is moved in the picture is no longer what was drawn on the map. */
function drawn<T extends object>(change: T, ...shape: (keyof T)[]): T {
  return shape.some((key) => key in change) ? { ...change, places: [] } : change;
}

function moved(pairs: PlacePair[], { index, picture, place }: { index: number; picture?: PicturePoint; place?: Place }) {
  const move = (pair: PlacePair) => ({ picture: picture ?? pair.picture, place: place ?? pair.place });
  return pairs.map((pair, at) => (at === index ? move(pair) : pair));
}

function changed<T extends { id: string }>(list: T[], id: string, change: Partial<T>): T[] {
  return list.map((each) => (each.id === id ? { ...each, ...change } : each));
}
