import { useTranslation } from 'react-i18next';
import type { RankedUnit } from '../../api/shapes';
import { minutes } from './minutes';

/** How long the unit takes and how well that is known: "4 min, by road" or "about 3–6 min, straight line". */
export function TravelWords({ unit }: { unit: RankedUnit }) {
  const { t } = useTranslation();
  const { travel_s: likely, travel_s_low: low, travel_s_high: high, travel_by: by } = unit;
  if (likely === null || low === null || high === null) return <span className="ranked-travel" />;
  const [least, most] = [minutes(low), minutes(high)];
  return (
    <span className="ranked-travel" title={`${least}–${most}`}>
      <b>{by === 'road' ? t('console:ranking.minutes', { minutes: minutes(likely) }) : t('roads:about', { low: least, high: most })}</b>
      <span>{by === 'road' ? `${least}–${most} · ${t('roads:by_road')}` : t('roads:straight')}</span>
    </span>
  );
}
