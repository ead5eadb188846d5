import { useTranslation } from 'react-i18next';
import type { Incident } from '../api/shapes';
import { usePermission, useZone } from '../session/session';
import { clockTime, duration } from '../time/format';
import { useServerNow } from '../time/useServerNow';
import { sendNow, stopSending } from './asks';
import './dispatch.css';

/** What a response plan sends by itself: the countdown with its big stop, then what came of it. */
export function SendingCard({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const zone = useZone();
  const mayOrder = usePermission('orders.give');
  const { sending } = incident;
  if (!sending) return null;
  const { state, units, sent, plan_name: plan } = sending;
  if (state !== 'counting') {
    const by = sending.decided_by ?? plan;
    const time = sending.decided_at ? clockTime(sending.decided_at, zone) : '';
    return (
      <>
        <p className={`sending-said${state === 'short' ? ' is-bad' : ''}`}>
          {state === 'short' ? '▲ ' : ''}
          {t(`dispatch:sending.${state}`, { sent, units })} <small>{by}, {time}</small>
        </p>
        {sending.taken_at && (
          <p className="ladder-taken">✓ {t('dispatch:taken.command', { name: sending.taken_by, time: clockTime(sending.taken_at, zone) })}</p>
        )}
      </>
    );
  }
  const leftS = Math.max(0, (Date.parse(sending.due_at) - now) / 1000);
  return (
    <section className="sending" aria-label={t('dispatch:sending.counting', { plan, count: units })}>
      <p>{t('dispatch:sending.counting', { plan, count: units })}</p>
      <b className="sending-left">{duration(leftS)}</b>
      {mayOrder && (
        <div className="sending-acts">
          <button type="button" className="act sending-stop" onClick={() => void stopSending(incident.id)}>
            {t('dispatch:sending.stop')} <kbd>X</kbd>
          </button>
          <button type="button" className="act" onClick={() => void sendNow(incident.id)}>
            {t('dispatch:sending.now')} <kbd>G</kbd>
          </button>
        </div>
      )}
    </section>
  );
}
