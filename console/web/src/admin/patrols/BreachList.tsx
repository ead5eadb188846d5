import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { dateTime } from '../../time/format';
import type { Breach } from './shiftAsks';

/** What a planned shift breaks, one line each, in words that name who and how long. */
export function BreachList({ breaches }: { breaches: readonly Breach[] }) {
  const { t } = useTranslation();
  const zone = useZone();
  const hours = (seconds: number) => String(Math.round(seconds / 360) / 10);
  const when = (at: string | null) => (at ? dateTime(at, zone).slice(0, 16) : '');
  return (
    <div className="breaches" role="alert">
      <strong>▲ {t('patrols:breach.title')}</strong>
      <ul>
        {breaches.map((breach, at) => (
          <li key={at}>
            {t(`patrols:breach.${breach.kind}`, {
              name: breach.name,
              hours: hours(breach.seconds),
              limit: hours(breach.limit_s),
              callsign: breach.other_callsign ?? '',
              from: when(breach.other_starts_at),
              to: when(breach.other_ends_at),
            })}
          </li>
        ))}
      </ul>
    </div>
  );
}
