import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { dateTime } from '../../time/format';
import { standing, type Standing } from './alertForm';
import type { Alert } from './asks';

const MOODS: Record<Standing, string> = { in_force: 'bad', expired: 'off', replaced: 'off', cancelled: 'off' };

interface Props {
  alert: Alert;
  mayPublish: boolean;
  onUpdate: () => void;
  onCancel: () => void;
}

/** One alert: what is said, where, until when, and whether it still holds. */
export function AlertCard({ alert, mayPublish, onUpdate, onCancel }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const said = alert.said;
  const state = standing(alert, Date.now());
  return (
    <article className="endpoint" aria-label={said.words[0]?.headline}>
      <header>
        <div className="endpoint-name">
          {said.words.map((words) => <strong key={words.language} className="row-name">{words.headline}</strong>)}
          <span className="row-sub">
            {said.words.map((words) => words.event).join(' / ')} · {said.area}
            {said.is_exercise && ` · ${t('outward:alert.exercise')}`}
          </span>
        </div>
        <span className={`mood mood-${MOODS[state]}`}>{t(`outward:alert.state.${state}`)}</span>
        {mayPublish && state === 'in_force' && (
          <div className="endpoint-acts">
            <Button variant="default" onClick={onUpdate}>{t('outward:alert.update')}</Button>
            <Button variant="subtle" className="danger" onClick={onCancel}>{t('outward:alert.cancel')}</Button>
          </div>
        )}
      </header>
      <dl className="endpoint-facts">
        <div><dt>{t('outward:alert.severity')}</dt><dd>{t(`outward:alert.severities.${said.severity ?? 'Unknown'}`)}</dd></div>
        <div><dt>{t('outward:alert.urgency')}</dt><dd>{t(`outward:alert.urgencies.${said.urgency ?? 'Unknown'}`)}</dd></div>
        <div><dt>{t('outward:alert.certainty')}</dt><dd>{t(`outward:alert.certainties.${said.certainty ?? 'Unknown'}`)}</dd></div>
        <div><dt>{t('outward:alert.sent')}</dt><dd>{dateTime(alert.sent, zone)} · {alert.published_by}</dd></div>
        <div><dt>{t('outward:alert.expires')}</dt><dd>{dateTime(alert.expires, zone)}</dd></div>
      </dl>
    </article>
  );
}
