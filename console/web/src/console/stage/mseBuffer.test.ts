import { expect, it } from 'vitest';
import { bufferStep } from './mseBuffer';

it('leaves a player alone that is close to the edge', () => {
  expect(bufferStep({ start: 0, end: 10, current: 9.7 })).toEqual({ seekTo: null, rate: 1, trimBefore: null });
});

it('hurries gently when a little behind', () => {
  expect(bufferStep({ start: 0, end: 10, current: 9 })).toEqual({ seekTo: null, rate: 1.08, trimBefore: null });
});

it('jumps to the edge when far behind', () => {
  expect(bufferStep({ start: 0, end: 10, current: 4 }).seekTo).toBeCloseTo(9.75);
});

it('enters the buffer when playback stands before it', () => {
  expect(bufferStep({ start: 100, end: 100.1, current: 0 }).seekTo).toBe(100);
});

it('trims what lies far behind', () => {
  expect(bufferStep({ start: 0, end: 40, current: 39.8 }).trimBefore).toBeCloseTo(29.8);
});
