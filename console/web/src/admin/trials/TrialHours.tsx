import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { clockTime } from '../../time/format';
import { tallest } from './counts';
import type { Trial } from './shapes';

/** How many would begin in each hour: now behind, with the change in front. */
export function TrialHours({ trial }: { trial: Trial }) {
  const { t } = useTranslation();
  const zone = useZone();
  const most = tallest(trial);
  const share = (count: number) => `${Math.round((count / most) * 100)}%`;
  const hour = (at: string) => clockTime(at, zone).slice(0, 5);
  const middle = trial.hours.length > 4 ? trial.hours[Math.floor(trial.hours.length / 2)] : undefined;
  const told = [trial.hours[0], middle, trial.hours.at(-1)];
  return (
    <figure className="trial-hours">
      <figcaption>
        <span>{t('trials:by_hour')}</span>
        <span className="trial-key is-now">{t('trials:side.now')}</span>
        <span className="trial-key is-draft">{t('trials:side.draft')}</span>
      </figcaption>
      <ol>
        {trial.hours.map((one) => {
          const words = t('trials:hour', { at: hour(one.start), draft: one.draft, now: one.now });
          return (
            <li key={one.start} title={words}>
              <span className="is-now" style={{ height: share(one.now) }} />
              <span className="is-draft" style={{ height: share(one.draft) }} />
              <span className="visually-hidden">{words}</span>
            </li>
          );
        })}
      </ol>
      <div className="trial-axis" aria-hidden>
        {told.map((one) => one && <span key={one.start}>{hour(one.start)}</span>)}
      </div>
    </figure>
  );
}
