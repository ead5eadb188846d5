import { useTranslation } from 'react-i18next';
import type { Incident, Order } from '../api/shapes';
import { incidentNumber } from '../console/incident/incidentNumber';
import { duration } from '../time/format';
import { offerOf } from './alarms';
import { seeEnd, sendOffered } from './asks';
import { useEndWords } from './endWords';
import { useShow } from './useShow';

/** A crew that said no, why, and who could go instead; stays until somebody answers. */
export function RefusalLine({ order, incident }: { order: Order; incident: Incident | null }) {
  const { t } = useTranslation();
  const show = useShow();
  const words = useEndWords();
  const offer = offerOf(order);
  return (
    <li className="alarm is-mine">
      <b className="alarm-for">▲ {t('dispatch:alarm.declined', { callsign: order.callsign })}</b>
      <span className="alarm-what">
        {words(order)}
        {incident && ` · ${incidentNumber(incident.number)} ${incident.title}`}
      </span>
      {offer ? (
        <button type="button" className="act act-main" onClick={() => void sendOffered(order.id, false)}>
          {t('dispatch:refusal.send', { callsign: offer.callsign })}
          {offer.travel_s !== null && ` · ${duration(offer.travel_s)}`}
        </button>
      ) : (
        <span className="alarm-none">{t('dispatch:offer.none')}</span>
      )}
      <button type="button" className="act" onClick={() => show(order.incident_id)}>
        {t('dispatch:alarm.show')}
      </button>
      <button type="button" className="act" onClick={() => void seeEnd(order.id)}>
        {t('dispatch:refusal.seen')}
      </button>
    </li>
  );
}
