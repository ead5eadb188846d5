/** The orders as the crew should see them: what they pressed counts, the present one first. */

import { incidentOf } from './home';
import { asPressed } from './outbox';
import type { Incident, Order, UnitHome } from './shapes';
import { inOrderOfWork } from './step';
import { useUnit } from './store';

export interface Desk {
  /** The order on the big card; null when there is none. */
  present: Order | null;
  others: Order[];
}

export function useDesk(home: UnitHome): Desk {
  const box = useUnit((state) => state.box);
  const chosenId = useUnit((state) => state.chosenId);
  const orders = inOrderOfWork(home.orders.map((order) => asPressed(order, box)), home.unit.order_ids);
  const present = orders.find((order) => order.id === chosenId) ?? orders[0] ?? null;
  return { present, others: orders.filter((order) => order !== present) };
}

/** What the order is called: its incident's title, or its instruction when the incident is not known yet. */
export function titleOf(home: UnitHome, order: Order): string {
  const incident: Incident | null = incidentOf(home, order);
  return incident?.title ?? (order.instruction || order.id);
}
