import { describe, expect, it } from 'vitest';
import { changeOfUser, formOfUser, isUserReady, type UserFields } from './userForm';

const TYPED: UserFields = {
  username: 'lin.wei', name: 'Lin Wei', password: 'long enough', roles: ['operator'], unitId: null, cameraIds: null,
  isActive: true,
};

describe('an account', () => {
  it.each<[string, Partial<UserFields>, boolean, boolean]>([
    ['with all that is needed', {}, true, true],
    ['new without a password', { password: '' }, true, false],
    ['known without a new password', { password: '' }, false, true],
    ['known with a short new password', { password: 'short' }, false, false],
    ['without a role', { roles: [] }, true, false],
    ['of a unit without the unit', { roles: ['unit'] }, true, false],
    ['of a unit with it', { roles: ['unit'], unitId: 'unit_1' }, true, true],
    ['with a user name that has a space', { username: 'lin wei' }, true, false],
  ])('%s: ready is right', (_name, change, isNew, ready) => {
    expect(isUserReady({ ...TYPED, ...change }, isNew)).toBe(ready);
  });

  it('keeps its password when none is typed', () => {
    expect(changeOfUser({ ...TYPED, password: '' })).not.toHaveProperty('password');
  });

  it('loses its unit with the role', () => {
    expect(changeOfUser({ ...TYPED, unitId: 'unit_1' }).unit_id).toBeNull();
  });

  it('opens all cameras with an explicit null', () => {
    expect(changeOfUser({ ...formOfUser(null), cameraIds: null })).toHaveProperty('camera_ids', null);
  });
});
