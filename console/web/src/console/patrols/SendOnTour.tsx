import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { useRoom } from '../../state/store';
import { shortTime } from '../../time/format';
import { tellFault } from '../../ui/notify';
import { planTour, sendOnTour } from './asks';
import { namesOf } from './progress';
import type { Patrols, Tour } from './shapes';
import { usePatrols } from './store';

/** Choose a unit, see the round on the map, have another one made, send. */
export function SendOnTour({ tour, patrols, onDone }: { tour: Tour; patrols: Patrols; onDone: () => void }) {
  const { t } = useTranslation();
  const zone = useZone();
  const units = Object.values(useRoom((state) => state.room.units)).filter((unit) => unit.status === 'available' || unit.status === 'busy');
  const sorted = units.sort((a, b) => Number(b.kind === tour.kind) - Number(a.kind === tour.kind) || a.callsign.localeCompare(b.callsign));
  const [unitId, setUnitId] = useState('');
  const [turn, setTurn] = useState(0);
  const [isBusy, setBusy] = useState(false);
  const held = usePatrols((state) => state.plan);
  const plan = held?.tour_id === tour.id ? held : null;

  useEffect(() => {
    if (!unitId) return;
    let isCurrent = true;
    planTour(tour.id, unitId).then(
      (made) => isCurrent && usePatrols.setState({ plan: made }),
      (thrown: unknown) => isCurrent && tellFault(t('patrols:room.plan_failed'), thrown),
    );
    return () => {
      isCurrent = false;
      usePatrols.setState({ plan: null });
    };
  }, [tour.id, unitId, turn, t]);

  async function send() {
    if (!plan) return;
    setBusy(true);
    try {
      await sendOnTour(tour.id, unitId, plan.stops.map((stop) => stop.checkpoint_id));
      onDone();
    } catch (thrown) {
      tellFault(t('patrols:room.send_failed'), thrown);
    }
    setBusy(false);
  }

  return (
    <div className="tour-send">
      <select value={unitId} aria-label={t('patrols:room.unit')} onChange={(event) => setUnitId(event.currentTarget.value)}>
        <option value="">{t('patrols:room.unit')}</option>
        {sorted.map((unit) => <option key={unit.id} value={unit.id}>{unit.callsign} · {t(`patrols:unit_kind.${unit.kind}`)}</option>)}
      </select>
      {plan && (
        <>
          <ol className="tour-plan">
            {plan.stops.map((stop) => (
              <li key={stop.checkpoint_id} className={stop.is_late ? 'is-late' : undefined}>
                <time>{shortTime(stop.reached_at, zone)}</time> {namesOf(patrols, [stop.checkpoint_id])}
                {stop.is_late && ` ▲ ${t('patrols:room.late')}`}
              </li>
            ))}
          </ol>
          <p className="tour-hint">{t(plan.by_roads ? 'patrols:room.by_roads' : 'patrols:room.straight')}</p>
          <div className="tour-acts">
            {tour.is_varied && <button type="button" className="act" onClick={() => setTurn(turn + 1)}>{t('patrols:room.another')}</button>}
            <button type="button" className="act act-main" disabled={isBusy} onClick={() => void send()}>{t('patrols:room.go')}</button>
          </div>
        </>
      )}
    </div>
  );
}
