import { describe, expect, it } from 'vitest';
import { isStill, isSteeringKey, ofKeys, ofStick } from './velocity';

describe('keys', () => {
  it('add up, and opposite ones cancel out', () => {
    expect(ofKeys(new Set(['ArrowLeft', 'ArrowUp']))).toEqual({ pan: -0.6, tilt: 0.6, zoom: 0 });
    expect(isStill(ofKeys(new Set(['ArrowLeft', 'ArrowRight'])))).toBe(true);
    expect(ofKeys(new Set(['PageDown'])).zoom).toBe(-0.6);
  });

  it('that steer are known from those that do not', () => {
    expect([isSteeringKey('ArrowUp'), isSteeringKey('PageUp'), isSteeringKey('a')]).toEqual([true, true, false]);
  });
});

describe('the stick', () => {
  it('rests in its middle', () => {
    expect(isStill(ofStick(0.05, 0.05))).toBe(true);
  });

  it('turns fully at its rim and beyond, up being up', () => {
    expect(ofStick(1, 0)).toEqual({ pan: 1, tilt: 0, zoom: 0 });
    expect(ofStick(0, -3)).toEqual({ pan: 0, tilt: 1, zoom: 0 });
  });

  it('is finer near the middle', () => {
    const half = ofStick(0.5, 0).pan;
    expect(half).toBeGreaterThan(0.1);
    expect(half).toBeLessThan(0.3);
  });
});
