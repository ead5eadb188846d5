import { describe, expect, it } from 'vitest';
import { unitOf } from './lastUnit';

describe('the unit that a phone spoke for last', () => {
  it.each([
    ['nothing', null, null],
    ['broken words', '{"id":', null],
    ['something else', '{"id":7}', null],
    ['a unit', '{"id":"unit_1","callsign":"P-12"}', { id: 'unit_1', callsign: 'P-12' }],
  ])('out of %s', (_what, kept, unit) => {
    expect(unitOf(kept)).toEqual(unit);
  });
});
