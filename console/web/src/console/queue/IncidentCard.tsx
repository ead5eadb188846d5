import { useTranslation } from 'react-i18next';
import type { Incident } from '../../api/shapes';
import { useRoom } from '../../state/store';
import { SeverityMark } from '../../ui/SeverityMark';
import { hasEnded } from '../incident/orderClock';
import { incidentNumber } from '../incident/incidentNumber';
import { selectIncident, showPlace } from '../selection';
import { useIncidentTitle } from '../useTitle';
import { WaitClock } from './WaitClock';

interface Props {
  incident: Incident;
  isSelected: boolean;
}

/** An open incident in the list: number, what, state, who has it and which units work on it. */
export function IncidentCard({ incident, isSelected }: Props) {
  const { t } = useTranslation();
  const title = useIncidentTitle(incident);
  const orders = useRoom((state) => state.room.orders);
  const units = incident.order_ids
    .map((id) => orders[id])
    .filter((order) => order !== undefined && !hasEnded(order))
    .map((order) => order?.callsign);
  return (
    <article className={`card card-${incident.severity}${isSelected ? ' is-selected' : ''}`}>
      <button type="button" className="card-body" aria-current={isSelected} onClick={() => {
          selectIncident(incident.id);
          showPlace('stage');
        }}>
        <span className="card-words">
          <span className="card-line">
            <SeverityMark severity={incident.severity} />
            <span className="card-number">{incidentNumber(incident.number)}</span>
            {incident.state === 'new' ? (
              <WaitClock sinceMs={Date.parse(incident.opened_at)} severity={incident.severity} />
            ) : (
              <span className="wait">{t(`console:incident_state.${incident.state}`)}</span>
            )}
          </span>
          <span className="card-what">
            <span>{title}</span>
          </span>
          <span className="card-where">
            {incident.taken_by ? incident.taken_by.name : t('console:incidents.nobody')}
            {units.length > 0 && <span className="card-units">{units.join(' · ')}</span>}
          </span>
        </span>
      </button>
    </article>
  );
}
