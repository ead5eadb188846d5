import { Checkbox, Modal, MultiSelect, PasswordInput, Select, Switch, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { addUser, changeUser } from '../asks';
import { FormFoot } from '../FormFoot';
import type { Camera, Role, Unit, User } from '../shapes';
import { useSubmit } from '../../ui/useSubmit';
import { changeOfUser, draftOfUser, formOfUser, isUserReady, type UserFields } from './userForm';

const ROLES: readonly Role[] = ['operator', 'dispatcher', 'duty_officer', 'commander', 'reviewer', 'administrator', 'unit'];

interface Props {
  /** null: a new one. */
  user: User | null;
  cameras: readonly Camera[];
  units: readonly Unit[];
  onDone: () => void;
  onClose: () => void;
}

/** A person's account: name, password, roles, unit, cameras. */
export function UserForm({ user, cameras, units, onDone, onClose }: Props) {
  const { t } = useTranslation();
  const [form, setForm] = useState<UserFields>(() => formOfUser(user));
  const submit = useSubmit();
  const change = (part: Partial<UserFields>) => setForm((now) => ({ ...now, ...part }));

  async function save(event: FormEvent) {
    event.preventDefault();
    if (await submit.run(() => (user ? changeUser(user.id, changeOfUser(form)) : addUser(draftOfUser(form))))) onDone();
  }

  return (
    <Modal opened onClose={onClose} title={user ? user.name : t('admin:users.add')}>
      <form className="modal-form" onSubmit={(event) => void save(event)}>
        <TextInput label={t('admin:users.name')} value={form.name} required maxLength={120} data-autofocus
          onChange={(event) => change({ name: event.currentTarget.value })} />
        {user ? (
          <Switch label={t('admin:users.active')} checked={form.isActive}
            onChange={(event) => change({ isActive: event.currentTarget.checked })} />
        ) : (
          <TextInput label={t('admin:users.username')} description={t('admin:users.username_hint')} value={form.username} required
            autoComplete="off" spellCheck={false} maxLength={40}
            onChange={(event) => change({ username: event.currentTarget.value.toLowerCase() })} />
        )}
        <PasswordInput label={user ? t('admin:users.new_password') : t('admin:users.password')} value={form.password}
          description={user ? t('admin:users.new_password_hint') : t('admin:users.password_hint')} autoComplete="new-password"
          onChange={(event) => change({ password: event.currentTarget.value })} />
        <Checkbox.Group label={t('admin:users.roles')} value={form.roles}
          onChange={(values) => change({ roles: ROLES.filter((role) => values.includes(role)) })}>
          <div className="role-list">
            {ROLES.map((role) => (
              <Checkbox key={role} value={role} label={t(`admin:role.${role}`)} description={t(`admin:role_hint.${role}`)} />
            ))}
          </div>
        </Checkbox.Group>
        {form.roles.includes('unit') && (
          <Select label={t('admin:users.unit')} value={form.unitId} placeholder={t('admin:users.unit_needed')} required
            data={units.map((unit) => ({ value: unit.id, label: unit.callsign }))} onChange={(unitId) => change({ unitId })} />
        )}
        <Switch label={t('admin:users.all_cameras')} checked={form.cameraIds === null}
          onChange={(event) => change({ cameraIds: event.currentTarget.checked ? null : [] })} />
        {form.cameraIds && (
          <MultiSelect label={t('admin:users.cameras')} description={t('admin:users.cameras_hint')} value={form.cameraIds} searchable
            data={cameras.map((camera) => ({ value: camera.id, label: camera.name }))}
            onChange={(cameraIds) => change({ cameraIds })} />
        )}
        <FormFoot submit={submit} what={t('admin:users.not_saved')} label={t('admin:act.save')} isReady={isUserReady(form, user === null)}
          onCancel={onClose} />
      </form>
    </Modal>
  );
}
