import i18next from 'i18next';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { tellFault } from '../../../ui/notify';
import { addPlace } from './asks';
import { stopPlacing, usePlacing } from './placing';
import type { UnitKind } from './shapes';

const MINUTES = [1, 3, 5, 10];
const WEIGHTS = [1, 2, 3, 5];
const KINDS: UnitKind[] = ['foot', 'bicycle', 'motorcycle', 'car'];

/** A new protected place: press the map, name it, say how soon somebody shall be there. */
export function PlaceForm({ onAdded }: { onAdded: () => void }) {
  const { t } = useTranslation();
  const at = usePlacing((state) => state.at);
  const [name, setName] = useState('');
  const [minutes, setMinutes] = useState(5);
  const [weight, setWeight] = useState(1);
  const [kind, setKind] = useState<UnitKind | null>(null);
  const [isBusy, setBusy] = useState(false);

  async function save() {
    if (!at) return;
    setBusy(true);
    try {
      await addPlace({ name, position: at, weight, within_s: minutes * 60, kind });
      stopPlacing();
      onAdded();
    } catch (thrown) {
      tellFault(i18next.t('coverage:add_failed'), thrown);
    }
    setBusy(false);
  }

  const keep = (event: KeyboardEvent) => event.stopPropagation();
  return (
    <div className="coverage-form" onKeyDown={keep}>
      <p className="coverage-hint">{t(at ? 'coverage:placed' : 'coverage:press')}</p>
      <input value={name} maxLength={80} placeholder={t('coverage:name')} aria-label={t('coverage:name')} onChange={(event) => setName(event.currentTarget.value)} />
      <label>
        {t('coverage:within')}
        <select value={minutes} onChange={(event) => setMinutes(Number(event.currentTarget.value))}>
          {MINUTES.map((one) => <option key={one} value={one}>{t('coverage:minutes', { minutes: one })}</option>)}
        </select>
      </label>
      <label>
        {t('coverage:by')}
        <select value={kind ?? ''} onChange={(event) => setKind((event.currentTarget.value || null) as UnitKind | null)}>
          <option value="">{t('coverage:any')}</option>
          {KINDS.map((one) => <option key={one} value={one}>{t(`common:unit_kind.${one}`)}</option>)}
        </select>
      </label>
      <label>
        {t('coverage:weight')}
        <select value={weight} onChange={(event) => setWeight(Number(event.currentTarget.value))}>
          {WEIGHTS.map((one) => <option key={one} value={one}>{one}×</option>)}
        </select>
      </label>
      <div className="coverage-acts">
        <button type="button" className="act" onClick={stopPlacing}>{t('coverage:cancel')}</button>
        <button type="button" className="act act-main" disabled={isBusy || !at || name.trim() === ''} onClick={() => void save()}>
          {t('coverage:add')}
        </button>
      </div>
    </div>
  );
}
