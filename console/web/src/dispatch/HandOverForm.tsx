import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Order, RankedUnit } from '../api/shapes';
import { minutes } from '../console/incident/minutes';
import { useRanked } from '../console/incident/recommended';
import { handOver } from './asks';

interface Props {
  order: Order;
  onDone: () => void;
}

/** To whom an order is handed over, best first, and why. */
export function HandOverForm({ order, onDone }: Props) {
  const { t } = useTranslation();
  const units = useRanked(order.incident_id);
  const [unitId, setUnitId] = useState('');
  const [reason, setReason] = useState('');
  const [isBusy, setBusy] = useState(false);
  const chosen = units.find((unit) => unit.unit_id === unitId) ?? units[0];

  async function submit(event: FormEvent) {
    event.preventDefault();
    if (!chosen) return;
    setBusy(true);
    const isDone = await handOver(order.id, chosen.unit_id, reason.trim());
    setBusy(false);
    if (isDone) onDone();
  }

  const named = (unit: RankedUnit) =>
    unit.travel_s === null ? unit.callsign : `${unit.callsign} · ${t('console:ranking.minutes', { minutes: minutes(unit.travel_s) })}`;
  if (!chosen) return <p className="ladder-call is-bad">{t('dispatch:offer.none')}</p>;
  return (
    <form className="inline-form" onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onDone()}>
      <select value={chosen.unit_id} aria-label={t('dispatch:handed.whom')} onChange={(event) => setUnitId(event.target.value)}>
        {units.map((unit) => (
          <option key={unit.unit_id} value={unit.unit_id}>{named(unit)}</option>
        ))}
      </select>
      <input autoFocus required maxLength={500} value={reason} placeholder={t('dispatch:handed.why')}
        aria-label={t('dispatch:handed.why')} onChange={(event) => setReason(event.target.value)} />
      <button type="submit" className="act" disabled={isBusy || !reason.trim()}>{t('dispatch:handed.do')}</button>
      <button type="button" className="quiet-button" onClick={onDone}>{t('common:action.cancel')}</button>
    </form>
  );
}
