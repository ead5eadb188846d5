/** What the phone page shows, in one place; `link.ts`, `sender.ts` and `position.ts` write it. */

import { create } from 'zustand';
import * as outbox from './outbox';
import { fold, recalls } from './home';
import type { FixDraft, Order, StreamEntry, UnitHome } from './shapes';

export interface LinkState {
  state: 'starting' | 'connected' | 'lost';
  sinceMs: number;
}

export interface PositionState {
  state: 'starting' | 'fixed' | 'refused' | 'insecure' | 'unavailable' | 'missing';
  sinceMs: number;
}

interface UnitStore {
  home: UnitHome | null;
  link: LinkState;
  /** What to add to the phone's clock to get the room's. */
  offsetMs: number;
  box: outbox.Outbox;
  /** Orders taken back that the crew has not read yet. */
  recalled: readonly Order[];
  position: PositionState;
  fix: FixDraft | null;
  /** The order that the crew looks at; null: the first in the order of work. */
  chosenId: string | null;
}

export const useUnit = create<UnitStore>(() => ({
  home: null,
  link: { state: 'starting', sinceMs: Date.now() },
  offsetMs: 0,
  box: outbox.EMPTY,
  recalled: [],
  position: { state: 'starting', sinceMs: Date.now() },
  fix: null,
  chosenId: null,
}));

/** A whole new picture. */
export function replaceHome(home: UnitHome): void {
  useUnit.setState((now) => ({
    home,
    recalled: [...now.recalled, ...recalls(now.home, home, outbox.settledOrders(now.box))],
    box: outbox.settle(now.box, home.orders),
  }));
}

/** One journal entry more. */
export function foldEntry(entry: StreamEntry): void {
  const home = useUnit.getState().home;
  if (home) replaceHome(fold(home, entry));
}

export function setLink(state: LinkState['state']): void {
  useUnit.setState((now) => (now.link.state === state ? now : { link: { state, sinceMs: Date.now() } }));
}

export function setPosition(state: PositionState['state']): void {
  useUnit.setState((now) => (now.position.state === state ? now : { position: { state, sinceMs: Date.now() } }));
}

export function changeBox(change: (box: outbox.Outbox) => outbox.Outbox): void {
  useUnit.setState((now) => ({ box: change(now.box) }));
}

export function choose(orderId: string | null): void {
  useUnit.setState({ chosenId: orderId });
}

/** The crew has read that this order was taken back. */
export function readRecall(orderId: string): void {
  useUnit.setState((now) => ({ recalled: now.recalled.filter((order) => order.id !== orderId) }));
}

/** Another unit may sign in on this phone: nothing of the last one stays. */
export function clearUnit(): void {
  useUnit.setState({ home: null, box: outbox.EMPTY, recalled: [], chosenId: null, fix: null });
}
