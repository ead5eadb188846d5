import { useEffect, useState } from 'react';
import type { Incident, Recommendation } from '../../api/shapes';
import { tellFault } from '../../ui/notify';
import i18next from 'i18next';
import { recommendationFor } from '../asks';
import { useRanking, useRecommended } from './recommended';

const EVERY_MS = 10_000;

/** The ranking for an incident, asked anew when its orders change and while units move. */
export function useRecommendation(incident: Incident): Recommendation | null {
  const [recommendation, setRecommendation] = useState<Recommendation | null>(null);
  const { id, state } = incident;
  const orders = incident.order_ids.join();

  useEffect(() => {
    let isHere = true;
    const show = (came: Recommendation | null) => {
      if (!isHere) return;
      if (came) setRecommendation(came);
      if (came) useRanking.setState({ incidentId: id, units: came.units.filter((unit) => unit.rank !== null) });
      useRecommended.setState({ unitId: came?.units.find((unit) => unit.rank === 1)?.unit_id ?? null });
    };
    const ask = () => recommendationFor(id).then(show);
    ask().catch((thrown: unknown) => tellFault(i18next.t('console:failed.recommendation'), thrown));
    const timer = setInterval(() => void ask().catch(() => undefined), EVERY_MS);
    return () => {
      isHere = false;
      clearInterval(timer);
      useRecommended.setState({ unitId: null, pointedId: null });
    };
  }, [id, state, orders]);

  return recommendation;
}
