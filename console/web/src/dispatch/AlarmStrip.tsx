import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../api/shapes';
import { incidentNumber } from '../console/incident/incidentNumber';
import { usePermission, useSession } from '../session/session';
import { useRoom } from '../state/store';
import { duration } from '../time/format';
import { useServerNow } from '../time/useServerNow';
import { alertCrew, allowSound } from '../unit/alert';
import { type Alarm, alarmsOf, isFor, refusalsOf, shortOf } from './alarms';
import { takeRung, takeShort } from './asks';
import { RefusalLine } from './RefusalLine';
import { useShow } from './useShow';
import './dispatch.css';

const NOBODY: readonly string[] = [];

/** Orders that nobody signs and that the ladder brought here: they stay until somebody takes them. */
export function AlarmStrip() {
  const { t } = useTranslation();
  const orders = useRoom((state) => state.room.orders);
  const incidents = useRoom((state) => state.room.incidents);
  const roles = useSession((state) => state.session?.user.roles ?? NOBODY);
  const mayTake = usePermission('orders.give');
  const alarms = mayTake ? alarmsOf(orders, incidents) : [];
  const short = mayTake ? shortOf(incidents) : [];
  const refusals = mayTake ? refusalsOf(orders, incidents) : [];
  const heard = refusals.length + short.length + alarms.filter((alarm) => isFor(alarm, roles) || alarm.rung.action === 'command').length;

  useEffect(() => {
    document.addEventListener('pointerdown', allowSound);
    return () => document.removeEventListener('pointerdown', allowSound);
  }, []);
  useEffect(() => {
    if (heard === 0) return;
    alertCrew();
    const again = setInterval(alertCrew, 15_000);
    return () => clearInterval(again);
  }, [heard]);

  if (alarms.length + short.length + refusals.length === 0) return null;
  return (
    <ul className="alarms" role="alert" aria-label={t('dispatch:alarm.title')}>
      {alarms.map((alarm, index) => (
        <AlarmLine key={alarm.order.id} alarm={alarm} isMine={isFor(alarm, roles)} hasKey={index === 0} />
      ))}
      {refusals.map((order) => (
        <RefusalLine key={order.id} order={order} incident={incidents[order.incident_id] ?? null} />
      ))}
      {short.map((incident) => (
        <ShortLine key={incident.id} incident={incident} />
      ))}
    </ul>
  );
}

/** A plan that found fewer free units than it should send. */
function ShortLine({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const show = useShow();
  const { sending } = incident;
  if (!sending) return null;
  return (
    <li className="alarm is-mine">
      <b className="alarm-for">▲ {t('dispatch:sending.short', { sent: sending.sent, units: sending.units })}</b>
      <span className="alarm-what">
        {incidentNumber(incident.number)} {incident.title} · {sending.plan_name}
      </span>
      <button type="button" className="act" onClick={() => show(incident.id)}>
        {t('dispatch:alarm.show')}
      </button>
      <button type="button" className="act act-main" onClick={() => void takeShort(incident.id)}>
        {t('dispatch:alarm.take')}
      </button>
    </li>
  );
}

function AlarmLine({ alarm, isMine, hasKey }: { alarm: Alarm; isMine: boolean; hasKey: boolean }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const show = useShow();
  const { order, incident, rung } = alarm;
  const waited = duration((now - Date.parse(order.sent_at)) / 1000);
  return (
    <li className={`alarm${isMine ? ' is-mine' : ''}`}>
      <b className="alarm-for">▲ {t(`dispatch:alarm.${isMine ? 'mine' : 'theirs'}.${rung.action}`)}</b>
      <span className="alarm-what">
        {t('dispatch:alarm.unsigned', { callsign: order.callsign, for: waited })}
        {incident && ` · ${incidentNumber(incident.number)} ${incident.title}`}
      </span>
      <button type="button" className="act" onClick={() => show(order.incident_id)}>
        {t('dispatch:alarm.show')}
      </button>
      <button type="button" className="act act-main" onClick={() => void takeRung(order.id, rung.level)}>
        {t('dispatch:alarm.take')} {hasKey && <kbd>Y</kbd>}
      </button>
    </li>
  );
}
