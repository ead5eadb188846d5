import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useRoom } from '../../state/store';
import { useSelection } from '../selection';
import { panicsInOrder } from './panics';
import { showPanic } from './showPanic';
import './panic.css';

/** Above all that waits: who called for help. */
export function PanicCards() {
  const { t } = useTranslation();
  const held = useRoom((state) => state.room.panics);
  const selected = useSelection((state) => state.selected);
  const panics = useMemo(() => panicsInOrder(held), [held]);
  return panics.map((panic) => (
    <button key={panic.id} type="button" className="panic-card" onClick={() => showPanic(panic)}
      aria-current={selected?.kind === 'unit' && selected.id === panic.unit_id}>
      <b>SOS · {panic.callsign}</b>
      <span>{panic.state === 'taken' ? t('panic:room.taken', { name: panic.taken_by }) : t('panic:room.nobody')}</span>
    </button>
  ));
}
