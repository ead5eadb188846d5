import { expect, it } from 'vitest';
import { extended, isUsable, moved } from './stops';

const stop = (preset: string) => ({ preset, dwell_s: 10 });
const PRESETS = [{ token: '1', name: 'Gate' }, { token: '2', name: 'Yard' }];

it('a stop moves one place, and not beyond the ends', () => {
  const stops = [stop('1'), stop('2')];

  expect(moved(stops, 0, 1)).toEqual([stop('2'), stop('1')]);
  expect(moved(stops, 0, -1)).toEqual(stops);
  expect(moved(stops, 1, 1)).toEqual(stops);
});

it('the next stop is a preset that is not visited yet', () => {
  expect(extended([stop('1')], PRESETS)).toEqual([stop('1'), stop('2')]);
  expect(extended([stop('1'), stop('2')], PRESETS)).toHaveLength(3);
  expect(extended([], [])).toEqual([]);
});

it('a tour needs two different presets, or none', () => {
  expect([isUsable([]), isUsable([stop('1')]), isUsable([stop('1'), stop('1')]), isUsable([stop('1'), stop('2')])])
    .toEqual([true, false, false, true]);
});
