/** What is typed about an account, and what of it goes to the room. */

import type { Role, User, UserChange, UserDraft } from '../shapes';

export interface UserFields {
  username: string;
  name: string;
  password: string;
  roles: Role[];
  unitId: string | null;
  /** null: all cameras. */
  cameraIds: string[] | null;
  isActive: boolean;
}

const SHORTEST_PASSWORD = 10;
const USERNAME = /^[a-z0-9][a-z0-9._-]+$/;

export function formOfUser(user: User | null): UserFields {
  return {
    username: user?.username ?? '', name: user?.name ?? '', password: '', roles: user?.roles ?? ['operator'],
    unitId: user?.unit_id ?? null, cameraIds: user?.camera_ids ?? null, isActive: user?.is_active ?? true,
  };
}

/** A new account needs a password; a known one takes a new password only when it is long enough. */
export function isUserReady(form: UserFields, isNew: boolean): boolean {
  const isPasswordFine = form.password.length >= SHORTEST_PASSWORD || (!isNew && form.password === '');
  const isNamed = form.name.trim() !== '' && (!isNew || USERNAME.test(form.username));
  const hasUnit = !form.roles.includes('unit') || form.unitId !== null;
  return isNamed && isPasswordFine && form.roles.length > 0 && hasUnit;
}

export function draftOfUser(form: UserFields): UserDraft {
  return { username: form.username, password: form.password, ...shared(form) };
}

/** Goes as a whole, except the password: empty keeps the one that is. */
export function changeOfUser(form: UserFields): UserChange {
  return { ...shared(form), is_active: form.isActive, ...(form.password ? { password: form.password } : {}) };
}

function shared(form: UserFields) {
  const unit_id = form.roles.includes('unit') ? form.unitId : null;
  return { name: form.name.trim(), roles: form.roles, unit_id, camera_ids: form.cameraIds };
}
