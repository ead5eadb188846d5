/** Runs all that the phone does by itself while a unit is signed in. */

import { useEffect } from 'react';
import { alertCrew, allowSound } from './alert';
import { arrivals, undelivered } from './home';
import { openLink } from './link';
import { tellDelivered } from './messages/acknowledge';
import { newMessages, undeliveredMessages } from './messages/messages';
import { startPostman } from './parcels/postman';
import { watchPosition } from './position';
import { press, startSender } from './sender';
import { type UnitHome } from './shapes';
import { useUnit } from './store';

export function useUnitDuty(unitId: string): void {
  useEffect(() => openLink(), []);
  useEffect(() => startSender(unitId), [unitId]);
  useEffect(() => startPostman(unitId), [unitId]);
  useEffect(() => watchPosition(), []);
  useEffect(() => useUnit.subscribe((now, before) => now.home !== before.home && greet(before.home, now.home)), []);
  useEffect(() => {
    document.addEventListener('pointerdown', allowSound);
    return () => document.removeEventListener('pointerdown', allowSound);
  }, []);
  useEffect(() => stayAwake(), []);
}

/** Tells the room that its orders arrived, and the crew that there are new ones. */
function greet(before: UnitHome | null, after: UnitHome | null): void {
  if (!after) return;
  if (endsToSee(after) > (before ? endsToSee(before) : 0)) alertCrew();
  if (arrivals(before, after).length > 0 || rungs(after) > (before ? rungs(before) : 0)) alertCrew();
  if (newMessages(before, after).length > 0) alertCrew();
  tellDelivered(undeliveredMessages(after));
  for (const order of undelivered(after)) press(order, '', 'deliver');
}

/** How many orders were taken back that the crew has not seen yet. */
function endsToSee(home: UnitHome): number {
  return home.orders.filter((order) => order.ending?.awaits === 'crew').length;
}

/** How often the room has pressed for signatures that are still missing. */
function rungs(home: UnitHome): number {
  const isUnsigned = (state: string) => state === 'sent' || state === 'delivered';
  return home.orders.filter((order) => isUnsigned(order.state)).reduce((sum, order) => sum + order.escalations.length, 0);
}

/** Keeps the screen on while the page is in front, where the browser can. */
function stayAwake(): () => void {
  let lock: WakeLockSentinel | undefined;
  const take = () => {
    if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
    navigator.wakeLock.request('screen').then(
      (got) => (lock = got),
      () => undefined, // a phone that saves its battery says no: nothing to do
    );
  };
  take();
  document.addEventListener('visibilitychange', take);
  return () => {
    document.removeEventListener('visibilitychange', take);
    void lock?.release();
  };
}
