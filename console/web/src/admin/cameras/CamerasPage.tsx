import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { usePermission } from '../../session/session';
import { EmptyState } from '../../ui/EmptyState';
import { listCameras } from '../asks';
import { PageHead } from '../PageHead';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { CameraRow } from './CameraRow';

const REFRESH_S = 4;

/** All cameras with their state and, when something is wrong, the reason. */
export function CamerasPage() {
  const { t } = useTranslation();
  const loaded = useLoaded(listCameras, REFRESH_S);
  const mayManage = usePermission('cameras.manage');
  const add = <Button component={Link} to="/admin/cameras/new">{t('admin:cameras.add')}</Button>;
  return (
    <>
      <PageHead title={t('admin:nav.cameras')} hint={t('admin:cameras.hint')}>{mayManage && add}</PageHead>
      <Shown loaded={loaded}>
        {(cameras) =>
          cameras.length === 0 ? (
            <EmptyState title={t('admin:cameras.none')} hint={t('admin:cameras.none_hint')}>{mayManage && add}</EmptyState>
          ) : (
            <table className="admin-table">
              <thead>
                <tr>
                  <th>{t('admin:cameras.name')}</th>
                  <th>{t('admin:cameras.state')}</th>
                  <th>{t('admin:cameras.place')}</th>
                  <th>{t('admin:cameras.recording')}</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {cameras.map((camera) => <CameraRow key={camera.id} camera={camera} onChanged={loaded.reload} />)}
              </tbody>
            </table>
          )
        }
      </Shown>
    </>
  );
}
