import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { lookThrough, selectUnit, useSelection } from './selection';
import { pictureCame, useSettled } from './settled';

beforeEach(() => {
  vi.useFakeTimers();
  useSettled.setState({ selected: null, cameraId: null });
  useSelection.setState({ selected: null, cameraId: null });
  lookThrough('gate');
});

afterEach(() => vi.useRealTimers());

it('follows the first camera at once', () => expect(useSettled.getState().cameraId).toBe('gate'));

it('leaves the map alone until the next camera has its picture', () => {
  lookThrough('yard');
  vi.advanceTimersByTime(300);
  expect(useSettled.getState().cameraId).toBe('gate');
  pictureCame('yard');
  vi.advanceTimersByTime(60);
  expect(useSettled.getState().cameraId).toBe('yard');
});

it('turns to a camera without a picture all the same', () => {
  lookThrough('dark');
  vi.advanceTimersByTime(700);
  expect(useSettled.getState().cameraId).toBe('dark');
});

it('is not led by the late picture of a camera left meanwhile', () => {
  lookThrough('yard');
  lookThrough('barn');
  pictureCame('yard');
  vi.advanceTimersByTime(60);
  expect(useSettled.getState().cameraId).toBe('gate');
});

it('shows a selection that leaves the picture alone at once', () => {
  selectUnit('north');
  expect(useSettled.getState().selected).toEqual({ kind: 'unit', id: 'north' });
});

it('is where it was when the person returns before the picture came', () => {
  lookThrough('yard');
  lookThrough('gate');
  vi.advanceTimersByTime(1_000);
  expect(useSettled.getState().cameraId).toBe('gate');
});
