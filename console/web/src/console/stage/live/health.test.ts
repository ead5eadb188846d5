import { expect, it } from 'vitest';
import { healthOf, Median } from './health';

it.each([
  ['a frame just now', 100, 'fresh'],
  ['three seconds of silence', 3_000, 'stalled'],
  ['eight seconds of silence', 8_000, 'dead'],
] as const)('%s', (_name, age, health) => expect(healthOf(1_000, 1_000 + age)).toBe(health));

it('shows a lost feed within five seconds', () => expect(healthOf(0, 5_000)).not.toBe('fresh'));

it('ignores a single jump', () => {
  const median = new Median(3);
  median.add(10);
  median.add(11);
  expect(median.add(900)).toBe(11);
});
