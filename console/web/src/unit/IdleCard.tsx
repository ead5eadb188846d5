import { useTranslation } from 'react-i18next';
import { PlaceMap } from './PlaceMap';
import type { Unit } from './shapes';

/** No order: says so, and what happens when one comes. */
export function IdleCard({ unit }: { unit: Unit }) {
  const { t } = useTranslation();
  return (
    <div className="idle">
      <h1>{t('unit:idle.title')}</h1>
      <p>{t(`unit:idle_hint.${unit.status}`)}</p>
      <PlaceMap place={null} severity="low" />
    </div>
  );
}
