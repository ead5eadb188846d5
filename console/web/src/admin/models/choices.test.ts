import { describe, expect, it } from 'vitest';
import { AS_HOUSE, choiceOf, NONE, picturesPerSecond, usersOf, valueOf, wantedOf } from './choices';
import type { Models } from './shapes';

const MODELS: Models = {
  models: [],
  house_model: 'town',
  cameras: [{ camera_id: 'gate', model: 'yard' }, { camera_id: 'roof', model: '' }],
};

describe('the choice of a model', () => {
  it.each([['gate', valueOf('yard')], ['roof', NONE], ['door', AS_HOUSE]])('of %s is %s', (camera, choice) => {
    expect(choiceOf(MODELS, camera)).toBe(choice);
  });

  it.each([[AS_HOUSE, null], [NONE, ''], [valueOf('none'), 'none']])('%s is asked for as %s', (choice, wanted) => {
    expect(wantedOf(choice)).toBe(wanted);
  });

  it('counts cameras that follow the house', () => {
    expect(usersOf(MODELS, 'town', ['gate', 'roof', 'door'])).toEqual(['door']);
    expect(usersOf(MODELS, 'yard', ['gate', 'roof', 'door'])).toEqual(['gate']);
  });

  it('tells the better of both speeds, and nothing when there is none', () => {
    expect(picturesPerSecond(50, 25)).toBe(40);
    expect(picturesPerSecond(50, null)).toBe(20);
    expect(picturesPerSecond(null, null)).toBeNull();
  });
});
