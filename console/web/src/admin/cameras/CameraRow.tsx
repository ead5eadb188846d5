import { Button } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePermission } from '../../session/session';
import { tellFault } from '../../ui/notify';
import { changeCamera, removeCamera } from '../asks';
import { ConfirmRemove } from '../ConfirmRemove';
import type { Camera } from '../shapes';
import { CameraStateMark } from './CameraStateMark';

/** One camera: what it is, how it is, and what can be done with it. */
export function CameraRow({ camera, onChanged }: { camera: Camera; onChanged: () => void }) {
  const { t } = useTranslation();
  const mayManage = usePermission('cameras.manage');
  const mayDraw = usePermission('scenes.manage');
  const [isRemoving, setRemoving] = useState(false);

  async function toggle() {
    try {
      await changeCamera(camera.id, { is_enabled: !camera.is_enabled });
      onChanged();
    } catch (thrown) {
      tellFault(t('admin:camera.not_changed'), thrown);
    }
  }

  return (
    <tr>
      <td>
        <strong className="row-name">{camera.name}</strong>
        <span className="row-sub row-address">{camera.address}</span>
      </td>
      <td><CameraStateMark status={camera.status} /></td>
      <td>{camera.position ? t('admin:cameras.placed') : <span className="row-lack">{t('admin:cameras.unplaced')}</span>}</td>
      <td>{camera.is_recorded ? t('admin:cameras.days', { count: camera.retention_days }) : t('admin:cameras.not_recorded')}</td>
      <td className="row-acts">
        {mayDraw && (
          <Button component={Link} variant="default" to={`/admin/cameras/${camera.id}/scene`}>{t('admin:cameras.scene')}</Button>
        )}
        <Button component={Link} variant="default" to={`/admin/cameras/${camera.id}/lessons`}>{t('lessons:link')}</Button>
        {mayManage && (
          <>
            <Button component={Link} variant="default" to={`/admin/cameras/${camera.id}`}>{t('admin:act.edit')}</Button>
            <Button variant="subtle" onClick={() => void toggle()}>
              {camera.is_enabled ? t('admin:act.disable') : t('admin:act.enable')}
            </Button>
            <Button variant="subtle" className="danger" onClick={() => setRemoving(true)}>{t('admin:act.remove')}</Button>
          </>
        )}
        {isRemoving && (
          <ConfirmRemove title={t('admin:camera.remove_title', { name: camera.name })}
            consequence={t('admin:camera.remove_text')} remove={() => removeCamera(camera.id)}
            onDone={() => { setRemoving(false); onChanged(); }} onClose={() => setRemoving(false)} />
        )}
      </td>
    </tr>
  );
}
