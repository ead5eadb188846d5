import { useTranslation } from 'react-i18next';
import type { RankedUnit, Recommendation } from '../../api/shapes';
import { percent } from '../map/coverage/coverage';

interface Props {
  unit: RankedUnit;
  choice: Recommendation['choice'];
}

/** What sending the unit costs, and whether it is the fastest or the one that is missed least. */
export function PriceWords({ unit, choice }: Props) {
  const { t } = useTranslation();
  if (!choice || unit.rank === null) return null;
  const isFastest = choice.fastest === unit.unit_id;
  const keeps = choice.keeps_coverage === unit.unit_id;
  if (!isFastest && !keeps && unit.coverage_cost === null) return null;
  return (
    <span className="ranked-price">
      {isFastest && <mark>{t('coverage:fastest')}</mark>}
      {keeps && <mark>{t('coverage:keeps')}</mark>}
      {unit.coverage_cost !== null && t('coverage:cost', { percent: percent(unit.coverage_cost) })}
    </span>
  );
}
