import { type FormEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident, RankedUnit } from '../../api/shapes';
import { order } from '../actions';
import { closeOrder } from './ordering';

interface Props {
  incident: Incident;
  unit: RankedUnit;
}

/** The last word before a unit is sent: what to do there. Enter sends. */
export function OrderForm({ incident, unit }: Props) {
  const { t } = useTranslation();
  const [instruction, setInstruction] = useState('');
  const [isBusy, setBusy] = useState(false);

  async function submit(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    const wasSent = await order(incident, unit.unit_id, instruction);
    setBusy(false);
    if (wasSent) closeOrder();
  }

  return (
    <form className="inline-form" onSubmit={(event) => void submit(event)}>
      <input
        autoFocus
        value={instruction}
        maxLength={4000}
        placeholder={t('console:ranking.instruction')}
        aria-label={t('console:ranking.instruction')}
        onChange={(event) => setInstruction(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') closeOrder();
        }}
      />
      <button type="submit" className="act act-main" disabled={isBusy}>
        {t('console:ranking.send', { callsign: unit.callsign })} <kbd>↵</kbd>
      </button>
    </form>
  );
}
