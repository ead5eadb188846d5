import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Unit } from '../api/shapes';
import { incidentNumber } from '../console/incident/incidentNumber';
import { incidentsInOrder } from '../console/queue/queue';
import { usePermission, useZone } from '../session/session';
import { serverNow, useRoom } from '../state/store';
import { shortTime } from '../time/format';
import { release, reserve } from './asks';

const MINUTES = [15, 30, 60, 120, 240] as const;

/** For what a unit is kept, and until when; or the way to keep it. */
export function ReservationCard({ unit }: { unit: Unit }) {
  const { t } = useTranslation();
  const zone = useZone();
  const mayOrder = usePermission('orders.give');
  const incidents = useRoom((state) => state.room.incidents);
  const [isOpen, setOpen] = useState(false);
  const held = unit.reservation;
  if (held) {
    const incident = incidents[held.incident_id ?? ''];
    const what = incident ? `${incidentNumber(incident.number)} ${incident.title}` : '';
    return (
      <div className="reserved">
        <p>
          <b>◷ {t('dispatch:reserve.until', { time: shortTime(held.until, zone) })}</b>{' '}
          {[what, held.note].filter(Boolean).join(' · ')} <small>{held.by}</small>
        </p>
        {mayOrder && (
          <button type="button" className="act" onClick={() => void release(unit.id)}>{t('dispatch:reserve.release')}</button>
        )}
      </div>
    );
  }
  if (!mayOrder) return null;
  if (isOpen) return <ReservationForm unit={unit} onDone={() => setOpen(false)} />;
  return (
    <button type="button" className="act reserve-open" onClick={() => setOpen(true)}>◷ {t('dispatch:reserve.open')}</button>
  );
}

function ReservationForm({ unit, onDone }: { unit: Unit; onDone: () => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  const incidents = useRoom((state) => state.room.incidents);
  const [minutes, setMinutes] = useState<number>(30);
  const [incidentId, setIncidentId] = useState('');
  const [note, setNote] = useState('');
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const until = new Date(serverNow() + minutes * 60_000).toISOString();
    const isDone = await reserve(unit.id, { until, incident_id: incidentId || null, note: note.trim() });
    setBusy(false);
    if (isDone) onDone();
  }

  return (
    <form className="inline-form reserve-form" onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}>
      <select autoFocus value={minutes} aria-label={t('dispatch:reserve.how_long')} onChange={(event) => setMinutes(Number(event.target.value))}>
        {MINUTES.map((each) => (
          <option key={each} value={each}>
            {t('dispatch:reserve.for', { minutes: each, time: shortTime(serverNow() + each * 60_000, zone) })}
          </option>
        ))}
      </select>
      <select value={incidentId} aria-label={t('dispatch:reserve.incident')} onChange={(event) => setIncidentId(event.target.value)}>
        <option value="">{t('dispatch:reserve.no_incident')}</option>
        {incidentsInOrder(Object.values(incidents)).map((incident) => (
          <option key={incident.id} value={incident.id}>{incidentNumber(incident.number)} {incident.title}</option>
        ))}
      </select>
      <input value={note} maxLength={200} required={!incidentId} placeholder={t('dispatch:reserve.note')}
        aria-label={t('dispatch:reserve.note')} onChange={(event) => setNote(event.target.value)} />
      <button type="submit" className="act act-main" disabled={isBusy || (!incidentId && !note.trim())}>{t('dispatch:reserve.do')}</button>
      <button type="button" className="quiet-button" onClick={onDone}>{t('common:action.cancel')}</button>
    </form>
  );
}
