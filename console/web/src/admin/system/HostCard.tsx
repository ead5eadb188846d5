import { useTranslation } from 'react-i18next';
import { duration } from '../../time/format';
import type { Host } from '../shapes';
import { bytesText, figureText } from './bytes';
import { useRoleWord } from './hostRole';

/** One process of the house: whether it lives, for how long, its counters and its faults. */
export function HostCard({ host, at }: { host: Host; at: Date }) {
  const { t } = useTranslation();
  const roleWord = useRoleWord();
  const secondsSince = (time: string) => Math.max(0, (at.getTime() - Date.parse(time)) / 1000);
  const shown = (name: string, value: number) => (name.startsWith('bytes') || name.endsWith('bytes') ? bytesText(value) : figureText(value));
  return (
    <section className={host.is_healthy ? 'host' : 'host host-bad'}>
      <header>
        <h2>{roleWord(host.role)}</h2>
        <span className={`mood mood-${host.is_healthy ? 'good' : 'bad'}`}>
          {host.is_healthy ? t('admin:host.well') : t('admin:host.silent', { span: duration(secondsSince(host.seen_at)) })}
        </span>
      </header>
      <dl>
        <dt>{t('admin:host.running')}</dt><dd>{duration(secondsSince(host.started_at))}</dd>
        <dt>{t('admin:host.restarts')}</dt><dd className={host.restarts > 0 ? 'figure-bad' : undefined}>{host.restarts}</dd>
        <dt>{t('admin:host.pid')}</dt><dd>{host.pid}</dd>
        {Object.entries(host.figures).map(([name, value]) => (
          <div key={name} className="figure">
            <dt>{name.replaceAll('_', ' ')}</dt>
            <dd className={/drop/.test(name) && value > 0 ? 'figure-bad' : undefined}>{shown(name, value)}</dd>
          </div>
        ))}
      </dl>
      {host.faults.length > 0 && (
        <ul className="host-faults" aria-label={t('admin:host.faults')}>
          {host.faults.map((fault) => <li key={fault}>{fault}</li>)}
        </ul>
      )}
    </section>
  );
}
