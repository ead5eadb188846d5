import { useTranslation } from 'react-i18next';
import type { System } from '../shapes';
import { bytesText } from './bytes';

const LOW_SHARE = 0.1;

/** How full the disk is, and how much of it is footage. */
export function DiskBar({ system }: { system: System }) {
  const { t } = useTranslation();
  const { disk_total_bytes: total, disk_free_bytes: free, footage_bytes: footage } = system;
  const share = (bytes: number) => `${total > 0 ? Math.min(100, (bytes / total) * 100) : 0}%`;
  const other = Math.max(0, total - free - footage);
  const isLow = total > 0 && free / total < LOW_SHARE;
  return (
    <section className="disk">
      <h2>{t('admin:system.disk')}</h2>
      <div className="disk-bar" role="img" aria-label={t('admin:system.free', { size: bytesText(free), total: bytesText(total) })}>
        <i className="disk-footage" style={{ width: share(footage) }} />
        <i className="disk-other" style={{ width: share(other) }} />
      </div>
      <p>
        <span className="disk-key disk-footage">{t('admin:system.footage', { size: bytesText(footage) })}</span>
        <span className="disk-key disk-other">{t('admin:system.other', { size: bytesText(other) })}</span>
        <span className={isLow ? 'mood mood-bad' : undefined}>
          {t('admin:system.free', { size: bytesText(free), total: bytesText(total) })}
          {isLow && ` · ${t('admin:system.low')}`}
        </span>
      </p>
    </section>
  );
}
