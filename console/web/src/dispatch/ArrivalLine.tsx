import { useTranslation } from 'react-i18next';
import type { Order } from '../api/shapes';
import { arrivalWord } from './lifecycle';

/** On what "arrived" rests: the unit's position, or the press alone. */
export function ArrivalLine({ order }: { order: Order }) {
  const { t } = useTranslation();
  if (!order.arrival) return null;
  const { word, metres } = arrivalWord(order.arrival);
  const mark = { position: '✓', pressed: '○', far: '▲' }[word];
  return (
    <p className={`arrival arrival-${word}`}>
      {mark} {t(`dispatch:arrival.${word}`, { metres: metres === null ? '' : Math.round(metres) })}
    </p>
  );
}
