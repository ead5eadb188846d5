import { expect, it } from 'vitest';
import { cellAt, cellsBetween, painted } from './paint';

it.each([
  [0, 0, 0],
  [0.99, 0, 15],
  [0, 0.5, 64],
  [1, 1, 143],
  [-0.2, 1.4, 128],
])('(%f, %f) lies in cell %i', (x, y, cell) => expect(cellAt(x, y)).toBe(cell));

it('takes all cells between two corners, whichever came first', () => {
  expect(cellsBetween(0, 17)).toEqual([0, 1, 16, 17]);
  expect(cellsBetween(17, 0)).toEqual([0, 1, 16, 17]);
});

it('adds what is drawn from a bare cell and takes away from a painted one', () => {
  const drawn = painted(new Set(), 0, 17);
  expect([...drawn]).toEqual([0, 1, 16, 17]);
  expect([...painted(drawn, 1, 17)]).toEqual([0, 16]);
});
