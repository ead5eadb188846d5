import { useTranslation } from 'react-i18next';
import { escalationLeftS } from '../console/incident/orderClock';
import type { Order } from '../api/shapes';
import { useZone } from '../session/session';
import { clockTime, duration } from '../time/format';
import { useServerNow } from '../time/useServerNow';
import { offerOf } from './alarms';
import { sendOffered, takeRung } from './asks';
import './dispatch.css';

interface Props {
  order: Order;
  mayOrder: boolean;
}

/** How far an unsigned order has climbed, who answered, what comes next, and the unit that is on offer. */
export function LadderLine({ order, mayOrder }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const leftS = escalationLeftS(order, useServerNow());
  const rung = order.escalations.at(-1);
  const next = order.ladder[order.escalations.length];
  const offer = order.ending ? null : offerOf(order);
  const isWaiting = order.state === 'sent' || order.state === 'delivered';
  if (!rung && leftS === null) return null;
  return (
    <>
      <p className="order-ladder">
        {rung && <b>▲ {t(`console:escalation.${rung.action}`)}</b>}
        {leftS !== null && next && (
          <span>
            {t(`dispatch:next.${next.action}`)} {leftS > 0 ? duration(leftS) : t('console:orders.escalating')}
          </span>
        )}
      </p>
      {rung?.taken_at && (
        <p className="ladder-taken">
          ✓ {t(`dispatch:taken.${rung.action}`, { name: rung.taken_by, time: clockTime(rung.taken_at, zone) })}
        </p>
      )}
      {rung && isWaiting && !rung.taken_at && rung.action !== 'warn' && (
        <p className="ladder-call">
          <span>{t(rung.phone_connected ? 'dispatch:call.phone_on' : 'dispatch:call.phone_off', { callsign: order.callsign })}</span>
          {mayOrder && (
            <button type="button" className="act" onClick={() => void takeRung(order.id, rung.level)}>
              {t(rung.action === 'realert' ? 'dispatch:call.called' : 'dispatch:alarm.take')}
            </button>
          )}
        </p>
      )}
      {isWaiting && rung?.action === 'command' && !offer && <p className="ladder-call is-bad">{t('dispatch:offer.none')}</p>}
      {offer && mayOrder && (
        <div className="ladder-offer">
          <span>
            {t('dispatch:offer.next')} <b>{offer.callsign}</b>
            {offer.travel_s !== null && ` · ${duration(offer.travel_s)}`}
          </span>
          <button type="button" className="act act-main" onClick={() => void sendOffered(order.id, false)}>
            {t('dispatch:offer.as_well', { callsign: offer.callsign })} <kbd>A</kbd>
          </button>
          <button type="button" className="act" onClick={() => void sendOffered(order.id, true)}>
            {t('dispatch:offer.instead')} <kbd>S</kbd>
          </button>
        </div>
      )}
    </>
  );
}
