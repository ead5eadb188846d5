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
  | { do: 'time_zone'; zone: string | null }
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
    case 'time_zone':
      return { ...scene, time_zone: change.zone };
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
  return shape.some((key) => key in change) && !('places' in change) ? { ...change, places: [] } : change;
}

function moved(pairs: PlacePair[], { index, picture, place }: { index: number; picture?: PicturePoint; place?: Place }) {
  const move = (pair: PlacePair) => ({ picture: picture ?? pair.picture, place: place ?? pair.place });
  return pairs.map((pair, at) => (at === index ? move(pair) : pair));
}

function changed<T extends { id: string }>(list: T[], id: string, change: Partial<T>): T[] {
  return list.map((each) => (each.id === id ? { ...each, ...change } : each));
}
