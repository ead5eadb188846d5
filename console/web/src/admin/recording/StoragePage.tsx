import { useTranslation } from 'react-i18next';
import { usePermission } from '../../session/session';
import { EmptyState } from '../../ui/EmptyState';
import { bytesText } from '../system/bytes';
import { PageHead } from '../PageHead';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { getStorage } from './asks';
import { HouseRetentionForm } from './HouseRetentionForm';
import type { Storage } from './shapes';
import { StorageDiskBar } from './StorageDiskBar';
import { StorageTable } from './StorageTable';
import { daysText } from './storageWords';
import './recording.css';

const REFRESH_S = 30;

/** How full the disks are, what each camera takes, and how far back the footage will reach. */
export function StoragePage() {
  const { t } = useTranslation();
  const loaded = useLoaded(getStorage, REFRESH_S);
  const mayManage = usePermission('cameras.manage');
  return (
    <>
      <PageHead title={t('recording:storage.title')} hint={t('recording:storage.hint')} />
      <Shown loaded={loaded}>
        {(storage) => (
          <div className="storage">
            <Outlook storage={storage} />
            {storage.disks.map((disk) => <StorageDiskBar key={disk.tier} disk={disk} />)}
            {storage.cameras.length === 0 ? (
              <EmptyState title={t('recording:storage.none')} hint={t('recording:storage.none_hint')} />
            ) : (
              <StorageTable cameras={storage.cameras} mayManage={mayManage} />
            )}
            {mayManage && <HouseRetentionForm key={JSON.stringify(storage.house)} house={storage.house} onSaved={loaded.reload} />}
          </div>
        )}
      </Shown>
    </>
  );
}

/** The one sentence, then what is wrong. */
function Outlook({ storage }: { storage: Storage }) {
  const { t } = useTranslation();
  const { needed_bytes: needed, forecast_days: days, daily_bytes: daily, capacity_bytes: capacity } = storage;
  const isWell = storage.warnings.length === 0;
  const needs = needed === null ? null : t('recording:storage.needs', { size: bytesText(needed) });
  const reach = days === null ? t('recording:storage.fits') : t('recording:storage.reach', { days: daysText(days) });
  return (
    <section className={`outlook${isWell ? '' : ' outlook-bad'}`}>
      <p className={`mood mood-${isWell ? 'good' : 'bad'}`}>
        {daily === 0 ? t('recording:storage.nothing_recorded') : [needs, reach].filter(Boolean).join(' ')}
      </p>
      {storage.warnings.length > 0 && (
        <ul>{storage.warnings.map((warning) => <li key={warning}>{t(`recording:warning.${warning}`)}</li>)}</ul>
      )}
      <dl className="outlook-figures">
        <div><dt>{t('recording:storage.daily')}</dt><dd>{bytesText(daily)}</dd></div>
        <div><dt>{t('recording:storage.needed')}</dt><dd>{needed === null ? '–' : bytesText(needed)}</dd></div>
        <div><dt>{t('recording:storage.capacity')}</dt><dd>{capacity === null ? '∞' : bytesText(capacity)}</dd></div>
        <div><dt>{t('recording:storage.back')}</dt><dd>{days === null ? t('recording:storage.all_days') : t('recording:storage.days', { days: daysText(days) })}</dd></div>
      </dl>
    </section>
  );
}
