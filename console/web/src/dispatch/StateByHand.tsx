import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident } from '../api/shapes';
import { ReasonForm } from '../console/incident/ReasonForm';
import { setState } from './incidentAsks';
import { isBack, UNDER_WORK } from './lifecycle';

/** How far the work has come, set by hand; going back asks why. */
export function StateByHand({ incident }: { incident: Incident }) {
  const { t } = useTranslation();
  const [wanted, setWanted] = useState<Incident['state'] | null>(null);
  if (!UNDER_WORK.includes(incident.state)) return null;
  const choose = (state: Incident['state']) => (isBack(incident.state, state) ? setWanted(state) : void setState(incident, state));
  return (
    <>
      <label className="by-hand">
        {t('dispatch:by_hand.title')}
        <select value={incident.state} onChange={(event) => choose(event.target.value as Incident['state'])}>
          {UNDER_WORK.map((state) => (
            <option key={state} value={state}>{t(`console:incident_state.${state}`)}</option>
          ))}
        </select>
      </label>
      {wanted && (
        <ReasonForm label={t('dispatch:by_hand.why')} action={t(`console:incident_state.${wanted}`)}
          onCancel={() => setWanted(null)} onSubmit={(reason) => setState(incident, wanted, reason)} />
      )}
    </>
  );
}
