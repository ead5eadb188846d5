import { useTranslation } from 'react-i18next';
import type { Incident } from '../api/shapes';
import { incidentNumber } from '../console/incident/incidentNumber';
import { incidentsInOrder } from '../console/queue/queue';
import { selectIncident } from '../console/selection';
import { usePermission, useZone } from '../session/session';
import { useRoom } from '../state/store';
import { clockTime } from '../time/format';
import { link, unlink, unmerge } from './incidentAsks';

/** The incidents that belong to this one, and the way to add one. */
export function IncidentLinks({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const zone = useZone();
  const incidents = useRoom((state) => state.room.incidents);
  const mayHandle = usePermission('incidents.handle');
  const shown = incident.links.filter((one) => one.kind !== 'distinct');
  const known = new Set(incident.links.map((one) => one.incident_id));
  const others = incidentsInOrder(Object.values(incidents)).filter((one) => one.id !== incident.id && !known.has(one.id));
  const mayAdd = mayHandle && incident.state !== 'closed' && others.length > 0;
  if (shown.length === 0 && !mayAdd) return null;
  return (
    <>
      <h4>{t('dispatch:links.title')}</h4>
      <ul className="links">
        {shown.map((one) => (
          <li key={one.kind + one.incident_id}>
            <button type="button" className="stack-order" disabled={!incidents[one.incident_id]} onClick={() => selectIncident(one.incident_id)}>
              <span className="row-faint">{t(`dispatch:links.${one.kind}`)}</span>
              <span className="row-main">{incidentNumber(one.number)} {incidents[one.incident_id]?.title}</span>
              <span className="row-faint">{one.by}, {clockTime(one.at, zone)}</span>
            </button>
            {mayHandle && (
              <button type="button" className="quiet-button" onClick={() => void takeApart(incident, one)}>
                {t(one.kind === 'related' ? 'dispatch:links.unlink' : 'dispatch:links.unmerge')}
              </button>
            )}
          </li>
        ))}
      </ul>
      {mayAdd && (
        <select className="links-add" value="" aria-label={t('dispatch:links.add')} onChange={(event) => void link(incident.id, event.target.value, 'related')}>
          <option value="">{t('dispatch:links.add')}</option>
          {others.map((one) => (
            <option key={one.id} value={one.id}>{incidentNumber(one.number)} {one.title}</option>
          ))}
        </select>
      )}
    </>
  );
}

function takeApart(incident: Incident, one: Incident['links'][number]): Promise<boolean> {
  if (one.kind === 'related') return unlink(incident.id, one.incident_id);
  return unmerge(one.kind === 'merged_into' ? incident.id : one.incident_id);
}
