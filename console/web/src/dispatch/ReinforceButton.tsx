import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident, RankedUnit } from '../api/shapes';
import { minutes } from '../console/incident/minutes';
import { useRoom } from '../state/store';
import { reinforce } from './asks';
import { reinforcementOf } from './reinforcement';

/** One more unit with one press: the best that is left, told the same as the last. */
export function ReinforceButton({ incident, units }: { incident: Incident; units: readonly RankedUnit[] }) {
  const { t } = useTranslation();
  const orders = useRoom((state) => state.room.orders);
  const [isBusy, setBusy] = useState(false);
  const unit = reinforcementOf(incident, orders, units);
  if (!unit) return null;

  async function send(unitId: string) {
    setBusy(true);
    await reinforce(incident.id, unitId);
    setBusy(false);
  }

  const time = unit.travel_s === null ? '' : ` · ${t('console:ranking.minutes', { minutes: minutes(unit.travel_s) })}`;
  return (
    <button type="button" className="act reinforce" data-reinforce disabled={isBusy} onClick={() => void send(unit.unit_id)}>
      ＋ {t('dispatch:reinforce', { callsign: unit.callsign })}{time} <kbd>E</kbd>
    </button>
  );
}
