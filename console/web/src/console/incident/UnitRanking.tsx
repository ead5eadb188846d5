import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Incident, RankedUnit, Recommendation } from '../../api/shapes';
import { EmptyState } from '../../ui/EmptyState';
import { selectUnit } from '../selection';
import { ReinforceButton } from '../../dispatch/ReinforceButton';
import { OrderForm } from './OrderForm';
import { closeOrder, openOrder, useOrdering } from './ordering';
import { useRecommended } from './recommended';
import { PriceWords } from './PriceWords';
import { TravelWords } from './TravelWords';
import { useReasonWords } from './reasonWords';
import { useRecommendation } from './useRecommendation';

interface Props {
  incident: Incident;
  mayOrder: boolean;
}

const FIRST = 4;

/** Whom to send: the units by travel time, each with why. */
export function UnitRanking({ incident, mayOrder }: Props) {
  const { t } = useTranslation();
  const recommendation = useRecommendation(incident);
  const ordering = useOrdering();
  const [isAll, setAll] = useState(false);
  useEffect(() => closeOrder, [incident.id]);

  const units = recommendation?.units ?? [];
  const ranked = units.filter((unit) => unit.rank !== null);
  const isPicked = (unit: RankedUnit) =>
    mayOrder && ordering.incidentId === incident.id && (ordering.pick === unit.unit_id || ordering.pick === unit.rank);
  const picked = ranked.findIndex(isPicked);
  const shown = isAll ? units : ranked.slice(0, Math.max(FIRST, picked + 1));

  return (
    <>
      <h4>{t('console:ranking.title')}</h4>
      {mayOrder && <ReinforceButton incident={incident} units={ranked} />}
      {recommendation && ranked.length === 0 && (
        <EmptyState title={t('console:ranking.empty')} hint={t('console:ranking.empty_hint')} />
      )}
      <ol className="ranking">
        {shown.map((unit) => (
          <li
            key={unit.unit_id}
            className={`ranked${unit.rank === null ? ' is-out' : ''}`}
            onMouseEnter={() => useRecommended.setState({ pointedId: unit.unit_id })}
            onMouseLeave={() => useRecommended.setState({ pointedId: null })}
            onFocus={() => useRecommended.setState({ pointedId: unit.unit_id })}
            onBlur={() => useRecommended.setState({ pointedId: null })}
          >
            <UnitLine
              unit={unit}
              choice={recommendation?.choice ?? null}
              mayOrder={mayOrder && unit.rank !== null}
              onOrder={() => openOrder(incident.id, unit.unit_id)}
            />
            {isPicked(unit) && <OrderForm incident={incident} unit={unit} />}
          </li>
        ))}
      </ol>
      {units.length > shown.length && (
        <button type="button" className="quiet-button" onClick={() => setAll(true)}>
          {t('console:ranking.more', { count: units.length - shown.length })}
        </button>
      )}
    </>
  );
}

interface LineProps {
  unit: RankedUnit;
  choice: Recommendation['choice'];
  mayOrder: boolean;
  onOrder: () => void;
}

function UnitLine({ unit, choice, mayOrder, onOrder }: LineProps) {
  const { t } = useTranslation();
  const words = useReasonWords();
  return (
    <div className="ranked-line">
      <span className="ranked-number">{unit.rank ?? '–'}</span>
      <button type="button" className="ranked-unit" onClick={() => selectUnit(unit.unit_id)}>
        <b>{unit.callsign}</b>
        <span>{unit.reasons.map(words).join(' · ')}</span>
        <PriceWords unit={unit} choice={choice} />
      </button>
      <TravelWords unit={unit} />
      {mayOrder && (
        <button type="button" className="act" onClick={onOrder}>
          {t('console:ranking.order')} <kbd>{unit.rank === 1 ? 'D' : unit.rank}</kbd>
        </button>
      )}
    </div>
  );
}
