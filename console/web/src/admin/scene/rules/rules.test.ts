import { describe, expect, it } from 'vitest';
import type { Rule, Scene } from '../../shapes';
import { drawingOf } from '../../../ui/kinds/drawings';
import { EMPTY_SCENE } from '../draft';
import { shifted } from './arrow';
import { hasField, newRule, ofKind, RULE_KINDS } from './kinds';
import { areRulesComplete, lacksOf } from './lacks';
import { refusalOf } from './refusal';
import { sizeNameOf, SIZES } from './sizes';

const ZONE = { id: 'z', name: 'Yard', polygon: [{ x: 0.2, y: 0.4 }, { x: 0.6, y: 0.4 }, { x: 0.6, y: 0.8 }] };
const LINE = { id: 't', name: 'Gate', start: { x: 0.1, y: 0.1 }, end: { x: 0.9, y: 0.9 } };
const SCENE: Scene = { ...EMPTY_SCENE, zones: [ZONE], tripwires: [LINE] };
const rule = (kind: Rule['kind'], change: Partial<Rule> = {}): Rule => ({ ...newRule(SCENE, 'r', kind, 'Rule'), ...change });

describe('a new rule', () => {
  it.each(RULE_KINDS)('of kind %s lacks nothing on a calibrated camera, and has a drawing', (kind) => {
    expect(lacksOf(rule(kind), true)).toEqual({});
    expect(drawingOf(kind)).toBeTruthy();
  });

  it('watches the first zone, or the whole picture when nothing is drawn', () => {
    expect([rule('intrusion').zone_id, newRule(EMPTY_SCENE, 'n', 'intrusion', 'New').zone_id]).toEqual(['z', null]);
  });

  it('of the wrong way begins with an arrow inside its zone', () => {
    const { start, end } = rule('wrong_way').arrow ?? { start: { x: 0, y: 0 }, end: { x: 0, y: 0 } };
    expect(start.x).toBeCloseTo(0.4);
    expect([start.y < 0.8, end.y > 0.4, end.y < start.y]).toEqual([true, true, true]);
  });
});

describe('a rule that becomes another kind', () => {
  it('takes the first line when it becomes a crossing', () => {
    expect(ofKind(SCENE, rule('intrusion'), 'line_crossing')).toMatchObject({ zone_id: null, tripwire_id: 't' });
  });

  it('drops what only the old kind has, and keeps the hours and what it is called', () => {
    const hours = [{ days: [0], start_minute: 0, end_minute: 60 }];
    const fast = rule('speeding', { limit_kmh: 50, schedule: hours, name: 'Fast' });
    expect(ofKind(SCENE, fast, 'removed_object')).toMatchObject({ limit_kmh: null, schedule: hours, name: 'Fast', dwell_s: 10 });
  });

  it('drops classes and size where the kind has none', () => {
    const given = rule('intrusion', { classes: ['person'], size: SIZES.person });
    expect(ofKind(SCENE, given, 'unattended_object')).toMatchObject({ classes: [], size: {} });
    expect(hasField('unattended_object', 'classes')).toBe(false);
  });

  it('stays as it is when it is of that kind already', () => {
    const given = rule('loitering', { dwell_s: 7 });
    expect(ofKind(SCENE, given, 'loitering')).toBe(given);
  });
});

describe('what a rule lacks', () => {
  it.each([
    ['a crossing without a line', rule('line_crossing', { tripwire_id: null }), { line: 'line' }],
    ['the same switched off', rule('line_crossing', { tripwire_id: null, is_enabled: false }), { line: 'line' }],
    ['loitering without a time', rule('loitering', { dwell_s: 0 }), { dwell: 'dwell' }],
    ['the same switched off', rule('loitering', { dwell_s: 0, is_enabled: false }), {}],
    ['a crowd at once', rule('occupancy', { dwell_s: 0 }), {}],
    ['a crowd of nobody', rule('occupancy', { count: null }), { crowd: 'crowd' }],
    ['a dense crowd anywhere', rule('occupancy', { count: null, density_per_m2: 1, zone_id: null }), { crowd: 'metres', place: 'zone' }],
    ['a way of no direction', rule('wrong_way', { arrow: null }), { way: 'way' }],
    ['a way in degrees', rule('wrong_way', { arrow: null, heading_deg: 0 }), { way: 'metres' }],
    ['speeding', rule('speeding'), { limit_kmh: 'metres' }],
    ['a size', rule('intrusion', { size: { min_height_m: 1 } }), { size: 'metres' }],
    ['a size that nothing has', rule('intrusion', { size: { min_width_m: 2, max_width_m: 1 }, is_enabled: false }), { size: 'width_order' }],
    ['a stretch of no day', rule('intrusion', { schedule: [{ days: [], start_minute: 0, end_minute: 1 }] }), { schedule: 'days' }],
    ['no name', rule('intrusion', { name: ' ' }), { name: 'name' }],
  ])('without calibration: %s', (_name, given, lacks) => {
    expect(lacksOf(given, false)).toEqual(lacks);
  });

  it('is that of all of the scene', () => {
    const scene = { ...SCENE, rules: [rule('intrusion'), rule('speeding')] };
    expect([areRulesComplete(scene, true), areRulesComplete(scene, false)]).toEqual([true, false]);
  });
});

describe('a refusal of the room', () => {
  const rules = [rule('intrusion', { id: 'a' }), rule('speeding', { id: 'b' })];
  it.each([
    ['rule b: needs a limit in km/h', 'b', 'limit_kmh'],
    ['rule b: speed in km/h needs a calibrated camera; calibrate it, or switch the rule off', 'b', 'limit_kmh'],
    ['rule a: schedule: a stretch needs the days it begins on, 0 (Monday) to 6', 'a', 'schedule'],
    ['rule a: no object has a height of at least 3 m and at most 2 m', 'a', 'size'],
    ['rule a: needs a time: for how long before it is reported', 'a', 'dwell'],
    ['rule a: needs a count: how many objects at least, or how many to a square metre', 'a', 'crowd'],
    ['rule a: objects to a square metre need a zone; choose one', 'a', 'place'],
    ['rule a: needs the way that is allowed: an arrow in the picture, or degrees on the map', 'a', 'way'],
    ['rule a: tripwire None: not in this scene', 'a', 'line'],
    ['body.rules.1.dwell_s: Input should be less than or equal to 86400', 'b', 'dwell'],
    ['rules.0.name: String should have at least 1 character', 'a', 'name'],
    ['rule a: something quite new', 'a', null],
  ])('belongs to its rule and field: %s', (message, ruleId, field) => {
    expect(refusalOf(message, rules)).toMatchObject({ ruleId, field });
  });

  it.each(['zone z: has no area', 'rule gone: needs a limit in km/h', ''])('that is of no rule belongs to none: %s', (message) => {
    expect(refusalOf(message, rules)).toBeNull();
  });
});

describe('sizes and arrows', () => {
  it('knows the usual limits, and those of one’s own', () => {
    expect([sizeNameOf({}), sizeNameOf({ ...SIZES.person, min_width_m: null }), sizeNameOf({ max_width_m: 9 })]).toEqual(['any', 'person', null]);
  });

  it('moves an arrow as a whole, and no farther than the picture goes', () => {
    const moved = shifted({ start: { x: 0.5, y: 0.8 }, end: { x: 0.6, y: 0.2 } }, { x: 0.5, y: 0.5 }, { x: 0.6, y: 0.0 });
    expect(moved.start.x).toBeCloseTo(0.6);
    expect([moved.end.y, moved.start.y].map((value) => Math.round(value * 10) / 10)).toEqual([0, 0.6]);
  });
});
