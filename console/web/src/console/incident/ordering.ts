import { create } from 'zustand';

interface OrderingStore {
  /** The incident whose order is being written. */
  incidentId: string | null;
  /** Which unit: its rank, from 1, or its id when picked with the pointer. */
  pick: number | string;
}

export const useOrdering = create<OrderingStore>(() => ({ incidentId: null, pick: 1 }));

/** Start writing an order to a unit; the ranking opens its line. */
export function openOrder(incidentId: string, pick: number | string): void {
  useOrdering.setState({ incidentId, pick });
}

export function closeOrder(): void {
  useOrdering.setState({ incidentId: null });
}
