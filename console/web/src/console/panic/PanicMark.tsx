import { useTranslation } from 'react-i18next';
import { useRoom } from '../../state/store';
import './panic.css';

/** The number of standing panics, in the top bar of every page. */
export function PanicMark() {
  const { t } = useTranslation();
  const count = useRoom((state) => Object.keys(state.room.panics).length);
  if (count === 0) return null;
  return <b className="panic-mark" title={t('panic:room.title')}>SOS {count}</b>;
}
