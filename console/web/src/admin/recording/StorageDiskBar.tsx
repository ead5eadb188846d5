import { useTranslation } from 'react-i18next';
import { bytesText } from '../system/bytes';
import type { StorageDisk } from './shapes';
import { partsOf } from './storageWords';

/** One tier: how full it is, how much of that is footage, and how much of the footage is held. */
export function StorageDiskBar({ disk }: { disk: StorageDisk }) {
  const { t } = useTranslation();
  const parts = partsOf(disk);
  const { total_bytes: total, free_bytes: free } = disk;
  const room = total === null || free === null ? t('recording:disk.no_end') : t('recording:disk.free', { size: bytesText(free), total: bytesText(total) });
  return (
    <section className="disk storage-disk">
      <h2>
        {t(`recording:disk.${disk.tier}`)} <small>{disk.place}</small>
      </h2>
      {disk.fault && <p className="mood mood-bad">{t('recording:disk.away', { reason: disk.fault })}</p>}
      {total !== null && (
        <div className="disk-bar" role="img" aria-label={room}>
          <i className="disk-held" style={{ width: `${parts.held * 100}%` }} />
          <i className="disk-footage" style={{ width: `${parts.footage * 100}%` }} />
          <i className="disk-other" style={{ width: `${parts.other * 100}%` }} />
        </div>
      )}
      <p>
        <span className="disk-key disk-footage">{t('recording:disk.footage', { size: bytesText(disk.footage_bytes) })}</span>
        {disk.held_bytes > 0 && <span className="disk-key disk-held">{t('recording:disk.held', { size: bytesText(disk.held_bytes) })}</span>}
        {total !== null && <span className="disk-key disk-other">{t('recording:disk.other', { size: bytesText(parts.other * total) })}</span>}
        <span>{room}</span>
      </p>
    </section>
  );
}
