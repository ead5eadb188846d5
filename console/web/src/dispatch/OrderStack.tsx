import { useTranslation } from 'react-i18next';
import type { Unit } from '../api/shapes';
import { incidentNumber } from '../console/incident/incidentNumber';
import { selectIncident } from '../console/selection';
import { usePermission } from '../session/session';
import { useRoom } from '../state/store';
import { SeverityMark } from '../ui/SeverityMark';
import { arrange } from './asks';
import { moved } from './moved';
import './dispatch.css';

/** A unit's open orders in the order of work; a dispatcher may change it. */
export function OrderStack({ unit }: { unit: Unit }) {
  const { t } = useTranslation();
  const orders = useRoom((state) => state.room.orders);
  const incidents = useRoom((state) => state.room.incidents);
  const mayOrder = usePermission('orders.give');
  const ids = unit.order_ids;
  if (ids.length === 0) return <p className="detail-line">{t('console:unit.no_orders')}</p>;
  const shift = (index: number, by: 1 | -1) => void arrange(unit.id, moved(ids, index, by), [...ids]);
  return (
    <ol className="stack">
      {ids.map((id, index) => {
        const order = orders[id];
        const incident = incidents[order?.incident_id ?? ''];
        if (!order || !incident) return null;
        return (
          <li key={id} className="stack-line">
            <span className="stack-place">{index + 1}</span>
            <button type="button" className="stack-order" onClick={() => selectIncident(incident.id)}>
              <SeverityMark severity={order.severity} />
              <span className="row-faint">{incidentNumber(incident.number)}</span>
              <span className="row-main">{incident.title}</span>
              <span className="row-faint">{t(`common:order_state.${order.state}`)}</span>
            </button>
            {mayOrder && ids.length > 1 && (
              <span className="stack-moves">
                <button type="button" className="quiet-button" disabled={index === 0} onClick={() => shift(index, -1)}
                  aria-label={t('dispatch:stack.earlier', { title: incident.title })}>↑</button>
                <button type="button" className="quiet-button" disabled={index === ids.length - 1} onClick={() => shift(index, 1)}
                  aria-label={t('dispatch:stack.later', { title: incident.title })}>↓</button>
              </span>
            )}
          </li>
        );
      })}
    </ol>
  );
}
