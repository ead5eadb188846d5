import { useTranslation } from 'react-i18next';
import { isQuiet } from '../../lessons/quiet';
import { WhyQuiet } from '../../lessons/WhyQuiet';
import { HealthAdvice } from '../../health/HealthAdvice';
import { isHealth } from '../../health/troubles';
import { usePermission, useZone } from '../../session/session';
import { useRoom } from '../../state/store';
import { clockTime, duration, zoneName } from '../../time/format';
import { useServerNow } from '../../time/useServerNow';
import { SeverityMark } from '../../ui/SeverityMark';
import { acknowledge, itemWith, makeIncident, reopenEvent } from '../actions';
import { incidentNumber } from '../incident/incidentNumber';
import { selectIncident } from '../selection';
import { useEventTitle } from '../useTitle';
import { Snapshot } from './Snapshot';

/** What the machine reported, and what a person can make of it. */
export function EventPanel({ id }: { id: string }) {
  const { t } = useTranslation();
  const zone = useZone();
  const eventTitle = useEventTitle();
  const now = useServerNow();
  const event = useRoom((state) => state.room.events[id]);
  const incident = useRoom((state) => state.room.incidents[event?.incident_id ?? '']);
  const mayJudge = usePermission('events.judge');
  const mayHandle = usePermission('incidents.handle');
  if (!event) return null;

  const isToDecide = isQuiet(event) && event.verdict === 'none' && event.incident_id === null;
  const repeats = itemWith(id)?.events ?? (isToDecide ? [event] : null);
  const lastedS = (Date.parse(event.closed_at ?? '') || now) - Date.parse(event.opened_at);
  const facts = [
    event.direction && t(`console:direction.${event.direction}`, { defaultValue: event.direction }),
    !isHealth(event.kind) && t('console:event.sure', { percent: Math.round(event.confidence * 100) }),
    event.position && (event.position_is_measured ? t('console:event.measured') : t('console:event.at_camera')),
  ].filter(Boolean);

  return (
    <div className="detail">
      <header className="detail-head">
        <SeverityMark severity={event.severity} />
        <h3>{eventTitle(event)}</h3>
        <span className="detail-state">
          {event.phase === 'open' ? t('console:queue.ongoing') : t('console:event.over')}
        </span>
      </header>
      <p className="detail-line">
        {clockTime(event.opened_at, zone)} {zoneName(new Date(event.opened_at), zone)} · {t('console:event.lasted', { for: duration(lastedS / 1000) })}
        {event.count > 1 && ` · ×${event.count}`}
      </p>
      <p className="detail-line">{facts.join(' · ')}</p>
      <HealthAdvice event={event} />
      {isQuiet(event) && <WhyQuiet event={event} />}
      <Snapshot event={event} />
      {event.verdict !== 'none' && (
        <p className="detail-verdict">
          {t(`console:verdict.${event.verdict}`)}
          {event.verdict_reason && ` · ${t(`console:dismiss.${event.verdict_reason}`, { defaultValue: event.verdict_reason })}`}
          {event.verdict_by && ` · ${event.verdict_by}`}
        </p>
      )}
      <div className="detail-actions">
        {incident && (
          <button type="button" className="act act-main" onClick={() => selectIncident(incident.id)}>
            {t('console:event.to_incident', { number: incidentNumber(incident.number) })}
          </button>
        )}
        {repeats && mayHandle && (
          <button type="button" className="act act-main" onClick={() => void makeIncident(repeats)}>
            {t('console:event.make_incident')} <kbd>I</kbd>
          </button>
        )}
        {repeats && mayJudge && (
          <button type="button" className="act" onClick={() => void acknowledge(repeats)}>
            {t('console:event.acknowledge')} <kbd>↵</kbd>
          </button>
        )}
        {(event.verdict === 'dismissed' || event.verdict === 'acknowledged') && mayJudge && (
          <button type="button" className="act" onClick={() => void reopenEvent(event)}>
            {t('console:event.reopen')}
          </button>
        )}
      </div>
    </div>
  );
}
