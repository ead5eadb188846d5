import { expect, it } from 'vitest';
import { CarrierMemory } from './carriers';

it('watches closely by WebRTC and fills walls by fragments', () => {
  const memory = new CarrierMemory();
  expect(memory.order('focus', 0)).toEqual(['whep', 'mse', 'stills']);
  expect(memory.order('tile', 0)).toEqual(['mse', 'stills']);
});

it('tries a way that did not get through after the others, and forgets after a minute', () => {
  const memory = new CarrierMemory();
  memory.failed('whep', 1_000);
  expect(memory.order('focus', 2_000)).toEqual(['mse', 'whep', 'stills']);
  expect(memory.order('focus', 61_001)).toEqual(['whep', 'mse', 'stills']);
});

it('trusts a way again as soon as it has worked', () => {
  const memory = new CarrierMemory();
  memory.failed('mse', 1_000);
  memory.worked('mse');
  expect(memory.order('focus', 1_500)).toEqual(['whep', 'mse', 'stills']);
});
