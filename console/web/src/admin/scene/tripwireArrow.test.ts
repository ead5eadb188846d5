import { expect, it } from 'vitest';
import { forwardArrow } from './tripwireArrow';

it.each([
  ['upwards, forward is to the right', { x: 5, y: 10 }, { x: 5, y: 0 }, { x: 8, y: 5 }],
  ['to the right, forward is downwards', { x: 0, y: 5 }, { x: 10, y: 5 }, { x: 5, y: 8 }],
  ['to the left, forward is upwards', { x: 10, y: 5 }, { x: 0, y: 5 }, { x: 5, y: 2 }],
])('of a line drawn %s', (_name, start, end, to) => {
  const arrow = forwardArrow(start, end, 3);
  expect(arrow.to.x).toBeCloseTo(to.x);
  expect(arrow.to.y).toBeCloseTo(to.y);
});
