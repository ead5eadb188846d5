import { useEffect } from 'react';
import { useRoom } from '../../state/store';
import { acceptIncident, acknowledge, dismiss, itemWith, makeIncident } from '../actions';
import { alarmsOf, offerOf } from '../../dispatch/alarms';
import { sendNow, sendOffered, stopSending, takeRung } from '../../dispatch/asks';
import { isTakeable } from '../incident/isTakeable';
import { openOrder } from '../incident/ordering';
import { DISMISS_REASONS } from '../queue/reasons';
import { setDismissing, useDismissing } from '../queue/dismissing';
import { incidentsInOrder, queueOf, stepTo } from '../queue/queue';
import { deselect, playEvent, selectEvent, selectIncident, showLive, showQueue, useSelection } from '../selection';
import { player } from '../stage/player';
import { commandOf, type Command } from './command';
import { toggleKeysHelp } from './keysHelp';

function step(by: 1 | -1): void {
  const { room } = useRoom.getState();
  const { queueTab, selected } = useSelection.getState();
  if (queueTab === 'incidents') {
    const ids = incidentsInOrder(Object.values(room.incidents)).map((incident) => incident.id);
    const next = stepTo(ids, selected?.kind === 'incident' ? selected.id : null, by);
    if (next) selectIncident(next);
    return;
  }
  const items = queueOf(Object.values(room.events));
  const current = selected?.kind === 'event' ? (itemWith(selected.id)?.head.id ?? null) : null;
  const next = stepTo(items.map((item) => item.head.id), current, by);
  if (next) selectEvent(next);
}

function onEvent(id: string, command: Command): void {
  const item = itemWith(id);
  if (!item) return;
  if (command.do === 'take') void acknowledge(item.events);
  else if (command.do === 'incident' || command.do === 'order') void makeIncident(item.events);
  else if (command.do === 'dismiss') setDismissing(item.key);
  else if (command.do === 'digit' && useDismissing.getState().key === item.key) {
    const reason = DISMISS_REASONS[command.digit - 1];
    setDismissing(reason === 'other' ? item.key : null, reason === 'other');
    if (reason && reason !== 'other') void dismiss(item.events, reason);
  }
}

function onIncident(id: string, command: Command): void {
  if (command.do === 'take') {
    const incident = useRoom.getState().room.incidents[id];
    if (incident && isTakeable(incident)) void acceptIncident(id);
  } else if (command.do === 'order') openOrder(id, 1);
  else if (command.do === 'digit') openOrder(id, command.digit);
  else if (command.do === 'offer') sendOffer(id, command.isInstead);
  else if (command.do === 'reinforce') document.querySelector<HTMLElement>('[data-reinforce]')?.click();
  else if (command.do === 'merge') document.querySelector<HTMLElement>('[data-merge]')?.click();
  else if (command.do === 'sending') decideSending(id, command.isStop);
  else if (command.do === 'note') document.querySelector<HTMLElement>('[data-note-field]')?.focus();
}

function sendOffer(incidentId: string, isInstead: boolean): void {
  const { incidents, orders } = useRoom.getState().room;
  const offering = incidents[incidentId]?.order_ids.find((id) => orders[id] && offerOf(orders[id]));
  if (offering) void sendOffered(offering, isInstead);
}

function decideSending(incidentId: string, isStop: boolean): void {
  if (useRoom.getState().room.incidents[incidentId]?.sending?.state !== 'counting') return;
  void (isStop ? stopSending(incidentId) : sendNow(incidentId));
}

function answerAlarm(): void {
  const { orders, incidents } = useRoom.getState().room;
  const [first] = alarmsOf(orders, incidents);
  if (first) void takeRung(first.order.id, first.rung.level);
}

function moment(): void {
  const { selected } = useSelection.getState();
  const { events, incidents } = useRoom.getState().room;
  const id = selected?.kind === 'incident' ? incidents[selected.id]?.event_ids[0] : selected?.id;
  const event = id ? events[id] : undefined;
  if (event) playEvent(event);
}

function run(command: Command): void {
  const { selected, queueTab } = useSelection.getState();
  switch (command.do) {
    case 'step':
      return step(command.by);
    case 'live':
      return showLive();
    case 'moment':
      return moment();
    case 'play':
      return player.toggle();
    case 'skip':
      return player.skip(command.seconds);
    case 'tab':
      return showQueue(queueTab === 'events' ? 'incidents' : 'events');
    case 'answer':
      return answerAlarm();
    case 'help':
      return toggleKeysHelp();
    case 'away':
      if (useDismissing.getState().key) return setDismissing(null);
      return deselect();
    default:
      if (selected?.kind === 'event') onEvent(selected.id, command);
      else if (selected?.kind === 'incident') onIncident(selected.id, command);
  }
}

/** The room's keys, while no dialog has the floor. */
export function useKeys(): void {
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      const target = event.target instanceof HTMLElement ? event.target : null;
      if (target?.closest('[role="dialog"]')) return;
      const command = commandOf({
        key: event.key,
        isModified: event.ctrlKey || event.altKey || event.metaKey,
        isTyping: target?.matches('input, textarea, select, [contenteditable]') ?? false,
        // Enter on the selected card means "take", not "select again".
        isOnControl: target?.matches('button:not([aria-current="true"]), a') ?? false,
      });
      if (!command) return;
      event.preventDefault();
      run(command);
    }
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
