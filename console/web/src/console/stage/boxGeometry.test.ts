import { expect, it } from 'vitest';
import { boxRect, fitted, pathLine } from './boxGeometry';

it('centres a wide picture with bars above and below', () => {
  expect(fitted({ width: 1600, height: 800 }, { width: 400, height: 400 })).toEqual({ x: 0, y: 100, width: 400, height: 200 });
});

it('centres a tall picture with bars at the sides', () => {
  expect(fitted({ width: 100, height: 200 }, { width: 400, height: 200 })).toEqual({ x: 150, y: 0, width: 100, height: 200 });
});

it('fills the frame while the size of the picture is unknown', () => {
  expect(fitted({ width: 0, height: 0 }, { width: 4, height: 3 })).toEqual({ x: 0, y: 0, width: 4, height: 3 });
});

it('places a box inside the fitted picture', () => {
  const box = { left: 0.25, top: 0.5, right: 0.75, bottom: 1 };
  expect(boxRect(box, { x: 10, y: 20, width: 100, height: 50 })).toEqual({ x: 35, y: 45, width: 50, height: 25 });
});

it('draws a path through the points', () => {
  expect(pathLine([{ x: 0, y: 1 }, { x: 0.5, y: 0.25 }])).toBe('M0.0000 1.0000L0.5000 0.2500');
});
