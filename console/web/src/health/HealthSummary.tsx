import { useTranslation } from 'react-i18next';
import { bytesText } from '../admin/system/bytes';
import { useRoleWord } from '../admin/system/hostRole';
import { duration } from '../time/format';
import { badness } from './rows';
import type { RoomHealth } from './shapes';
import { TroubleLine } from './TroubleLine';

/** The house in a line: cameras, processes, disk; below, what is wrong with the house itself. */
export function HealthSummary({ room }: { room: RoomHealth }) {
  const { t } = useTranslation();
  const roleWord = useRoleWord();
  const used = room.cameras.filter((camera) => camera.state !== 'disabled');
  const well = used.filter((camera) => badness(camera) === 0).length;
  const silentS = (seenAt: string) => (Date.parse(room.at) - Date.parse(seenAt)) / 1000;
  return (
    <section className="health-summary" aria-label={t('health:house')}>
      <dl>
        <div className={well < used.length ? 'tile is-bad' : 'tile'}>
          <dt>{t('health:cameras')}</dt>
          <dd>{t('health:well_of', { well, total: used.length })}</dd>
        </div>
        {room.hosts.map((host) => (
          <div key={host.id} className={host.is_healthy ? 'tile' : 'tile is-bad'} title={host.faults.join('\n') || undefined}>
            <dt>{roleWord(host.role)}</dt>
            <dd>
              {host.is_healthy
                ? t('health:host_well')
                : host.faults.length > 0
                  ? t('health:host_faults', { count: host.faults.length })
                  : t('health:host_silent', { for: duration(silentS(host.seen_at)) })}
            </dd>
          </div>
        ))}
        <div className="tile is-plain">
          <dt>{t('health:disk')}</dt>
          <dd>{t('health:free', { free: bytesText(room.disk_free_bytes), total: bytesText(room.disk_total_bytes) })}</dd>
        </div>
        <div className={room.days_kept === null ? 'tile is-plain' : 'tile is-bad'} title={t('health:kept_hint')}>
          <dt>{t('health:kept')}</dt>
          <dd>{room.days_kept === null ? t('health:kept_all') : t('health:kept_days', { days: room.days_kept.toFixed(1) })}</dd>
        </div>
      </dl>
      {room.troubles.length > 0 && (
        <ul className="health-house">
          {room.troubles.map((trouble) => <li key={trouble.event_id}><TroubleLine {...trouble} /></li>)}
        </ul>
      )}
    </section>
  );
}
