import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useZone } from '../../session/session';
import { dateTime } from '../../time/format';
import { bytesText } from '../system/bytes';
import type { CameraStorage } from './shapes';
import { daysText, isShort, mbitPerS } from './storageWords';

interface Props {
  cameras: readonly CameraStorage[];
  mayManage: boolean;
}

/** Each camera's footage, the largest first. */
export function StorageTable({ cameras, mayManage }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const largest = [...cameras].sort((a, b) => b.size_bytes - a.size_bytes);
  return (
    <table className="admin-table storage-table">
      <thead>
        <tr>
          <th>{t('admin:cameras.name')}</th>
          <th className="is-number">{t('recording:table.size')}</th>
          <th className="is-number">{t('recording:table.daily')}</th>
          <th>{t('recording:table.oldest')}</th>
          <th className="is-number">{t('recording:table.wanted')}</th>
          <th className="is-number">{t('recording:table.reach')}</th>
          <th />
        </tr>
      </thead>
      <tbody>
        {largest.map((camera) => (
          <tr key={camera.camera_id}>
            <td>
              <span className="row-name">{camera.name}</span>
              {camera.is_removed && <span className="row-sub">{t('recording:table.removed')}</span>}
            </td>
            <td className="is-number" data-label={t('recording:table.size')}>
              {bytesText(camera.size_bytes)}
              {camera.held_bytes > 0 && <span className="row-sub">{t('recording:disk.held', { size: bytesText(camera.held_bytes) })}</span>}
              {camera.second_bytes > 0 && <span className="row-sub">{t('recording:table.second', { size: bytesText(camera.second_bytes) })}</span>}
            </td>
            <td className="is-number" data-label={t('recording:table.daily')}>
              {camera.daily_bytes === null ? '–' : bytesText(camera.daily_bytes)}
              {camera.daily_bytes !== null && <span className="row-sub">{mbitPerS(camera.daily_bytes)} Mbit/s</span>}
            </td>
            <td data-label={t('recording:table.oldest')}>{camera.oldest ? dateTime(camera.oldest, zone).slice(0, 16) : '–'}</td>
            <td className="is-number" data-label={t('recording:table.wanted')}>
              {camera.retention_days ?? '∞'}
              {camera.limit_bytes !== null && <span className="row-sub">{t('recording:table.limit', { size: bytesText(camera.limit_bytes) })}</span>}
              {camera.needed_bytes !== null && <span className="row-sub">{t('recording:table.needs', { size: bytesText(camera.needed_bytes) })}</span>}
            </td>
            <td className="is-number" data-label={t('recording:table.reach')}>
              {camera.forecast_days === null ? '∞' : <span className={isShort(camera) ? 'mood mood-bad' : undefined}>{daysText(camera.forecast_days)}</span>}
            </td>
            <td className="row-acts">
              {mayManage && !camera.is_removed && <Link to={`/admin/cameras/${camera.camera_id}/recording`} className="quiet-button">{t('recording:table.open')}</Link>}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
