import { expect, it } from 'vitest';
import type { CameraStorage, StorageDisk } from './shapes';
import { daysText, isShort, mbitPerS, partsOf } from './storageWords';

const disk: StorageDisk = { tier: 'first', place: '/d', total_bytes: 1000, free_bytes: 100, footage_bytes: 600, held_bytes: 200, fault: null };
const camera = (forecast_days: number | null, retention_days: number | null) => ({ forecast_days, retention_days }) as CameraStorage;

it('tells days short', () => expect([0, 3.24, 9.96, 14, 90.7].map(daysText)).toEqual(['0', '3.2', '10.0', '14', '90']));

it('is short only where days are wanted and will not be reached', () => {
  expect([camera(9, 14), camera(14, 14), camera(13.99, 14), camera(null, 14), camera(9, null)].map(isShort)).toEqual([true, false, false, false, false]);
});

it('divides a disk into what is held, what is not and what is no footage', () => {
  expect(partsOf(disk)).toEqual({ held: 0.2, footage: 0.4, other: 0.3 });
  expect(partsOf({ ...disk, total_bytes: null })).toEqual({ held: 0, footage: 0, other: 0 });
});

it('tells a rate as cameras are set', () => expect([mbitPerS(21_600_000_000), mbitPerS(216_000_000_000)]).toEqual(['2.0', '20']));
