import { describe, expect, it } from 'vitest';
import { coverageFeatures, inOrder, percent, stepOf } from './coverage';
import type { Coverage, PlaceCover } from './shapes';

const SCHOOL: PlaceCover = {
  id: 'plc_1', name: 'School', position: { lat: 47, lon: 9 }, weight: 2, within_s: 300, kind: null,
  unit_id: 'unit_1', callsign: 'P-1', travel_s: 59, is_covered: true, void_since: null,
};

describe('coverage', () => {
  it.each([
    [59, true, 'one'], [61, true, 'three'], [181, true, 'five'], [301, true, 'later'], [59, false, 'open'], [null, false, 'open'],
  ] as const)('a place reached in %s s, covered %s, is %s', (seconds, isCovered, step) => {
    expect(stepOf({ ...SCHOOL, travel_s: seconds, is_covered: isCovered })).toBe(step);
  });

  it('does not round away what stands open', () => {
    expect([percent(0.998), percent(1), percent(0.5)]).toEqual([99, 100, 50]);
  });

  it('names what was told first, then what stands open, then the rest by weight', () => {
    const open = { ...SCHOOL, name: 'Open', is_covered: false };
    const told = { ...open, name: 'Told', void_since: '2026-01-01T00:00:00Z' };
    const heavy = { ...SCHOOL, name: 'Heavy', weight: 9 };
    expect(inOrder([SCHOOL, heavy, open, told]).map((place) => place.name)).toEqual(['Told', 'Open', 'Heavy', 'School']);
  });

  it('draws each place with how soon somebody is there, and the one being entered', () => {
    const coverage = { places: [SCHOOL, { ...SCHOOL, travel_s: null, is_covered: false }] } as unknown as Coverage;
    const { features } = coverageFeatures(coverage, (count) => `${count} min`, { lat: 1, lon: 2 });
    expect(features.map((one) => one.properties)).toEqual([
      { step: 'one', label: 'School\n1 min' }, { step: 'open', label: 'School\n–' }, { step: 'draft', label: '' },
    ]);
  });
});
