import { describe, expect, it } from 'vitest';
import { bearingDeg, compassPoint, distanceM, distanceText } from './way';

const HERE = { lat: 47.14, lon: 9.52 };

describe('the straight way', () => {
  it('is as long as a degree of latitude says', () => {
    expect(distanceM(HERE, { lat: 48.14, lon: 9.52 })).toBeCloseTo(111_195, -1);
    expect(distanceM(HERE, HERE)).toBe(0);
  });

  it.each([
    ['n', { lat: 47.15, lon: 9.52 }],
    ['e', { lat: 47.14, lon: 9.53 }],
    ['s', { lat: 47.13, lon: 9.52 }],
    ['w', { lat: 47.14, lon: 9.51 }],
    ['ne', { lat: 47.1468, lon: 9.53 }],
  ] as const)('points %s', (point, there) => {
    expect(compassPoint(bearingDeg(HERE, there))).toBe(point);
  });

  it('is north again just short of a full turn', () => {
    expect(compassPoint(359)).toBe('n');
  });

  it.each([
    [0, '0 m'],
    [87.4, '87 m'],
    [423, '420 m'],
    [996, '1.0 km'],
    [1540, '1.5 km'],
    [12_400, '12 km'],
  ])('of %d m reads %s', (metres, text) => {
    expect(distanceText(metres)).toBe(text);
  });
});
