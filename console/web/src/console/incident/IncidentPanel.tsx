import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Attachments } from '../../dispatch/Attachments';
import { Checklist } from '../../dispatch/Checklist';
import { DuplicateCard } from '../../dispatch/DuplicateCard';
import { IncidentLinks } from '../../dispatch/IncidentLinks';
import { ReopenForm } from '../../dispatch/ReopenForm';
import { SendingCard } from '../../dispatch/SendingCard';
import { StateByHand } from '../../dispatch/StateByHand';
import { usePermission, useZone } from '../../session/session';
import { useRoom } from '../../state/store';
import { clockTime, duration, zoneName } from '../../time/format';
import { useServerNow } from '../../time/useServerNow';
import { SeverityMark } from '../../ui/SeverityMark';
import { acceptIncident, controlIncident } from '../actions';
import { useIncidentTitle } from '../useTitle';
import { CloseDialog } from './CloseDialog';
import { IncidentJournal } from './IncidentJournal';
import { incidentNumber } from './incidentNumber';
import { NoteForm } from './NoteForm';
import { OrderCard } from './OrderCard';
import { isTakeable } from './isTakeable';
import { hasEnded } from './orderClock';
import { UnitRanking } from './UnitRanking';
import './incident.css';

/** One piece of work: its state, who goes, their clocks, and everything that was said and done. */
export function IncidentPanel({ id }: { id: string }) {
  const { t } = useTranslation();
  const zone = useZone();
  const now = useServerNow();
  const incident = useRoom((state) => state.room.incidents[id]);
  const title = useIncidentTitle(incident);
  const ordersById = useRoom((state) => state.room.orders);
  const mayHandle = usePermission('incidents.handle');
  const mayOrder = usePermission('orders.give');
  const [isClosing, setClosing] = useState(false);
  if (!incident) return null;

  const isOpen = incident.state !== 'closed';
  const canControl = ['accepted', 'dispatched', 'on_scene'].includes(incident.state);
  const orders = incident.order_ids
    .map((orderId) => ordersById[orderId])
    .filter((order) => order !== undefined)
    .sort((a, b) => Number(hasEnded(a)) - Number(hasEnded(b)) || Date.parse(b.sent_at) - Date.parse(a.sent_at));

  return (
    <div className="detail">
      <header className="detail-head">
        <SeverityMark severity={incident.severity} />
        <h3>
          <span className="incident-number">{incidentNumber(incident.number)}</span> {title}
        </h3>
      </header>
      <p className="detail-line">
        <b className={`state state-${incident.state}`}>{t(`console:incident_state.${incident.state}`)}</b>
        {' · '}
        {clockTime(incident.opened_at, zone)} {zoneName(new Date(incident.opened_at), zone)} (
        {duration((now - Date.parse(incident.opened_at)) / 1000)}) ·{' '}
        {incident.taken_by ? t('console:incidents.taken_by', { name: incident.taken_by.name }) : t('console:incidents.nobody')}
        {incident.disposition && ` · ${t(`console:disposition.${incident.disposition}`, { defaultValue: incident.disposition })}`}
      </p>
      {mayHandle && isOpen && (
        <div className="detail-actions">
          {isTakeable(incident) && (
            <button type="button" className="act act-main" onClick={() => void acceptIncident(id)}>
              {t('console:incidents.take')} <kbd>↵</kbd>
            </button>
          )}
          {canControl && (
            <button type="button" className="act" onClick={() => void controlIncident(id)}>
              {t('console:incidents.control')}
            </button>
          )}
          <button type="button" className="act" onClick={() => setClosing(true)}>
            {t('console:incidents.close')}
          </button>
        </div>
      )}
      {mayHandle && !isOpen && (
        <div className="detail-actions">
          <ReopenForm incidentId={id} />
        </div>
      )}
      {mayHandle && isOpen && <DuplicateCard incident={incident} />}
      {isOpen && <SendingCard incident={incident} />}
      {orders.length > 0 && (
        <>
          <h4>{t('console:orders.title')}</h4>
          {orders.map((order) => (
            <OrderCard key={order.id} order={order} mayRecall={mayOrder} />
          ))}
        </>
      )}
      {isOpen && <UnitRanking incident={incident} mayOrder={mayOrder} />}
      <Checklist incident={incident} />
      <Attachments incident={incident} orders={orders} />
      <IncidentLinks incident={incident} />
      {mayHandle && <StateByHand key={incident.state} incident={incident} />}
      <h4>{t('console:journal.title')}</h4>
      {mayHandle && isOpen && <NoteForm incidentId={id} />}
      <IncidentJournal incident={incident} orders={orders} />
      {isClosing && <CloseDialog incident={incident} onDone={() => setClosing(false)} />}
    </div>
  );
}
