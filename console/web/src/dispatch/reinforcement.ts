import type { Incident, Order, RankedUnit } from '../api/shapes';

const ASIDE: readonly string[] = ['declined', 'reserved'];

/** Who would be sent as well, with one press: the best unit that is left, once an order for the incident is out. */
export function reinforcementOf(
  incident: Incident,
  orders: Readonly<Record<string, Order>>,
  ranked: readonly RankedUnit[],
): RankedUnit | null {
  const isOut = incident.order_ids.some((id) => {
    const state = orders[id]?.state;
    return state !== undefined && !['declined', 'recalled', 'reported'].includes(state);
  });
  if (!isOut || incident.state === 'closed') return null;
  return ranked.find((unit) => unit.rank !== null && !unit.reasons.some((reason) => ASIDE.includes(reason.code))) ?? null;
}
