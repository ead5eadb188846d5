import { describe, expect, it } from 'vitest';
import type { Rule, Scene } from '../shapes';
import { EMPTY_SCENE, reduce } from './draft';

const POINT = { x: 0.1, y: 0.2 };
const OTHER = { x: 0.8, y: 0.9 };
const ZONE = { id: 'z', name: 'Yard', polygon: [POINT, OTHER, { x: 0.1, y: 0.9 }] };
const LINE = { id: 't', name: 'Gate', start: POINT, end: OTHER };

function rule(change: Partial<Rule> = {}): Rule {
  const base = {
    id: 'r', name: 'Rule', is_enabled: true, severity: 'medium', direction: 'both', dwell_s: 0, min_travel_m: 2,
    limit_mps: 3, away_m: 3, never_quiet: false,
  } as const;
  return { ...base, kind: 'intrusion', classes: [], zone_id: 'z', tripwire_id: null, ...change };
}

const SCENE: Scene = { ...EMPTY_SCENE, zones: [ZONE], tripwires: [LINE], rules: [rule()] };

describe('the edited scene', () => {
  it('turns a line round when it is flipped', () => {
    expect(reduce(SCENE, { do: 'flip_tripwire', id: 't' }).tripwires?.[0]).toMatchObject({ start: OTHER, end: POINT });
  });

  it('takes a zone that was drawn on the map for one of the picture once a corner is moved there', () => {
    const onMap = { ...ZONE, places: [{ lat: 1, lon: 2 }] };
    const scene = { ...SCENE, zones: [onMap] };
    const renamed = reduce(scene, { do: 'change_zone', id: 'z', change: { name: 'Lot' } });
    const moved = reduce(scene, { do: 'change_zone', id: 'z', change: { polygon: [OTHER, POINT, OTHER] } });
    expect(renamed.zones?.[0]?.places).toEqual(onMap.places);
    expect(moved.zones?.[0]?.places).toEqual([]);
  });

  it('demands that every picture is looked at, and takes it back', () => {
    const on = reduce(SCENE, { do: 'decode_always', isOn: true });
    expect([on.is_always_decoded, reduce(on, { do: 'decode_always', isOn: false }).is_always_decoded]).toEqual([true, false]);
  });

  it('follows the clock of another place, and the house’s again', () => {
    const there = reduce(SCENE, { do: 'time_zone', zone: 'Asia/Shanghai' });
    expect([there.time_zone, reduce(there, { do: 'time_zone', zone: null }).time_zone]).toEqual(['Asia/Shanghai', null]);
  });

  it('drops the rules of a shape that goes', () => {
    const after = reduce(SCENE, { do: 'remove_shape', id: 'z' });
    expect([after.zones, after.rules]).toEqual([[], []]);
  });

  it('keeps the rules of other shapes', () => {
    expect(reduce(SCENE, { do: 'remove_shape', id: 't' }).rules).toHaveLength(1);
  });

  it('moves one end of a pair and leaves the other', () => {
    const pair = { picture: POINT, place: { lat: 1, lon: 2 } };
    const with1 = reduce(SCENE, { do: 'add_pair', pair });
    expect(reduce(with1, { do: 'move_pair', index: 0, picture: OTHER }).calibration).toEqual([{ ...pair, picture: OTHER }]);
  });
});
