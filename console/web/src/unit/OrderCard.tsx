import { useTranslation } from 'react-i18next';
import { useZone } from '../session/session';
import { shortTime } from '../time/format';
import { SeverityMark } from '../ui/SeverityMark';
import { incidentOf } from './home';
import { OrderFacts } from './OrderFacts';
import { PlaceMap } from './PlaceMap';
import type { Order, UnitHome } from './shapes';
import { Snapshot } from './Snapshot';
import { titleOf } from './useDesk';

/** One order on one card: what, where, how far, since when; then the instruction, the picture, the map, the notes. */
export function OrderCard({ home, order }: { home: UnitHome; order: Order }) {
  const { t } = useTranslation();
  const zone = useZone();
  const incident = incidentOf(home, order);
  const place = order.position ?? incident?.position ?? null;
  const eventId = incident?.event_ids[0];
  return (
    <article className={`order order-${order.severity}`}>
      <div className="order-line">
        <SeverityMark severity={order.severity} />
        {incident && <span>{t('unit:order.number', { number: incident.number })}</span>}
        <span className="order-state">{t(`unit:order_state.${order.state}`)}</span>
      </div>
      <h1>{titleOf(home, order)}</h1>
      <OrderFacts order={order} incident={incident} place={place} />
      {order.handed_from && <p className="order-from">{t('unit:order.handed_from', { callsign: order.handed_from.callsign })}</p>}
      {order.instruction && (
        <section className="order-instruction">
          <h2>{t('unit:order.instruction', { name: order.sent_by })}</h2>
          <p>{order.instruction}</p>
        </section>
      )}
      {eventId && <Snapshot eventId={eventId} />}
      {place && <PlaceMap place={place} severity={order.severity} />}
      {incident && incident.notes.length > 0 && (
        <section className="order-notes">
          <h2>{t('unit:order.notes')}</h2>
          {incident.notes.toReversed().map((note) => (
            <p key={note.at + note.by}>
              <time>{shortTime(note.at, zone)}</time> <b>{note.by}</b> {note.text}
            </p>
          ))}
        </section>
      )}
    </article>
  );
}
