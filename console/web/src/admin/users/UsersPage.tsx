import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { listCameras, listUnits, listUsers } from '../asks';
import { PageHead } from '../PageHead';
import type { User } from '../shapes';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { UserForm } from './UserForm';

/** Who may sign in, as what, and which cameras they may see. */
export function UsersPage() {
  const { t } = useTranslation();
  const loaded = useLoaded(listUsers);
  const cameras = useLoaded(listCameras).data ?? [];
  const units = useLoaded(listUnits).data ?? [];
  const [edited, setEdited] = useState<User | 'new' | null>(null);
  const callsignOf = (id: string) => units.find((unit) => unit.id === id)?.callsign ?? id;
  const nameOf = (id: string) => cameras.find((camera) => camera.id === id)?.name ?? id;
  return (
    <>
      <PageHead title={t('admin:nav.users')} hint={t('admin:users.hint')}>
        <Button onClick={() => setEdited('new')}>{t('admin:users.add')}</Button>
      </PageHead>
      <Shown loaded={loaded}>
        {(users) => (
          <table className="admin-table">
            <thead>
              <tr>
                <th>{t('admin:users.name')}</th>
                <th>{t('admin:users.roles')}</th>
                <th>{t('admin:users.cameras')}</th>
                <th />
              </tr>
            </thead>
            <tbody>
              {users.map((user) => (
                <tr key={user.id} className={user.is_active ? undefined : 'row-off'}>
                  <td>
                    <strong className="row-name">{user.name}</strong>
                    <span className="row-sub">{user.username}{!user.is_active && ` · ${t('admin:users.inactive')}`}</span>
                  </td>
                  <td>
                    {user.roles.map((role) => t(`admin:role.${role}`)).join(', ')}
                    {user.unit_id && <span className="row-sub">{callsignOf(user.unit_id)}</span>}
                  </td>
                  <td>{user.camera_ids ? user.camera_ids.map(nameOf).join(', ') || t('admin:users.no_camera') : t('admin:users.all_cameras')}</td>
                  <td className="row-acts">
                    <Button variant="default" onClick={() => setEdited(user)}>{t('admin:act.edit')}</Button>
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </Shown>
      {edited && (
        <UserForm user={edited === 'new' ? null : edited} cameras={cameras} units={units} onClose={() => setEdited(null)}
          onDone={() => { setEdited(null); loaded.reload(); }} />
      )}
    </>
  );
}
