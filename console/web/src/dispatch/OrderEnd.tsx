import { useTranslation } from 'react-i18next';
import type { Order } from '../api/shapes';
import { usePermission, useZone } from '../session/session';
import { clockTime, duration } from '../time/format';
import { offerOf } from './alarms';
import { seeEnd, sendOffered } from './asks';
import { useEndWords } from './endWords';

/** How an order ended, who took over or could, and whether crew and room know. */
export function OrderEnd({ order }: { order: Order }) {
  const { t } = useTranslation();
  const zone = useZone();
  const words = useEndWords();
  const mayOrder = usePermission('orders.give');
  const { ending, handed_from: from } = order;
  const offer = ending ? offerOf(order) : null;
  return (
    <>
      {from && <p className="order-link">← {t('dispatch:handed.from', { callsign: from.callsign })}</p>}
      {ending && (
        <p className="order-link">
          {ending.handed_to && <b>→ {t('dispatch:handed.to', { callsign: ending.handed_to.callsign })} </b>}
          {words(order)}
        </p>
      )}
      {ending?.seen_at && (
        <p className="ladder-taken">
          ✓ {t('dispatch:end.seen', { name: ending.seen_by, time: clockTime(ending.seen_at, zone) })}
        </p>
      )}
      {ending?.awaits && (
        <p className="ladder-call">
          <span>▲ {t(`dispatch:end.awaits.${ending.awaits}`, { callsign: order.callsign })}</span>
          {mayOrder && (
            <button type="button" className="act" onClick={() => void seeEnd(order.id)}>
              {t(ending.awaits === 'crew' ? 'dispatch:end.told' : 'dispatch:refusal.seen')}
            </button>
          )}
        </p>
      )}
      {offer && mayOrder && (
        <div className="ladder-offer">
          <span>
            {t('dispatch:offer.next')} <b>{offer.callsign}</b>
            {offer.travel_s !== null && ` · ${duration(offer.travel_s)}`}
          </span>
          <button type="button" className="act act-main" onClick={() => void sendOffered(order.id, false)}>
            {t('dispatch:refusal.send', { callsign: offer.callsign })} <kbd>A</kbd>
          </button>
        </div>
      )}
    </>
  );
}
