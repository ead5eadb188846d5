import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { clockTime, zoneName } from '../../time/format';
import { getSystem } from '../asks';
import { PageHead } from '../PageHead';
import { Shown } from '../Shown';
import { useLoaded } from '../useLoaded';
import { DiskBar } from './DiskBar';
import { HostCard } from './HostCard';

const REFRESH_S = 3;

/** What a technician looks at first: processes, restarts, disk, faults. */
export function SystemPage() {
  const { t } = useTranslation();
  const zone = useZone();
  const loaded = useLoaded(getSystem, REFRESH_S);
  return (
    <>
      <PageHead title={t('admin:nav.system')} hint={t('admin:system.hint')} />
      <Shown loaded={loaded}>
        {(system) => {
          const at = new Date(system.at);
          const isWell = system.hosts.every((host) => host.is_healthy && host.faults.length === 0);
          return (
            <div className="system">
              <p className="system-line">
                <span className={`mood mood-${isWell ? 'good' : 'bad'}`}>{isWell ? t('admin:system.well') : t('admin:system.unwell')}</span>
                <span>{t('admin:system.version', { version: system.version, database: system.database })}</span>
                <span>{t('admin:system.at', { time: `${clockTime(at, zone)} ${zoneName(at, zone)}` })}</span>
              </p>
              <DiskBar system={system} />
              <div className="hosts">
                {system.hosts.map((host) => <HostCard key={host.id} host={host} at={at} />)}
              </div>
            </div>
          );
        }}
      </Shown>
    </>
  );
}
