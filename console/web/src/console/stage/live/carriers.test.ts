import { expect, it } from 'vitest';
import { CarrierMemory } from './carriers';

it('begins with what is there first and stays with what is closest to now', () => {
  const memory = new CarrierMemory();
  expect(memory.order('focus', 0)).toEqual(['mse', 'whep', 'stills']);
  expect(memory.best('focus', 0)).toBe('whep');
  expect(memory.order('tile', 0)).toEqual(['mse', 'stills']);
  expect(memory.best('tile', 0)).toBe('mse');
});

it('leaves a way that did not get through alone, and forgets after a minute', () => {
  const memory = new CarrierMemory();
  memory.failed('whep', 1_000);
  expect(memory.best('focus', 2_000)).toBe('mse');
  expect(memory.best('focus', 61_001)).toBe('whep');
});

it('begins with WebRTC where fragments do not get through', () => {
  const memory = new CarrierMemory();
  memory.failed('mse', 1_000);
  expect(memory.order('focus', 2_000)).toEqual(['whep', 'mse', 'stills']);
  expect(memory.best('focus', 2_000)).toBe('whep');
});

it('trusts a way again as soon as it has worked', () => {
  const memory = new CarrierMemory();
  memory.failed('whep', 1_000);
  memory.worked('whep');
  expect(memory.best('focus', 1_500)).toBe('whep');
});
