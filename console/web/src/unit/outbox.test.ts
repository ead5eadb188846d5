import { describe, expect, it } from 'vitest';
import { at, inState } from './fixtures';
import * as outbox from './outbox';
import type { Act } from './step';

function act(name: Act, orderId = 'ord_1'): outbox.PendingAct {
  const id = `${orderId}-${name}`;
  return { id, orderId, title: 'Gate', act: name, at: at(5), text: '', photos: [], stage: 'waiting', attempts: 0 };
}

function boxOf(...acts: outbox.PendingAct[]): outbox.Outbox {
  return acts.reduce(outbox.put, outbox.EMPTY);
}

describe('the outbox', () => {
  it('sends in the order of the presses', () => {
    let box = boxOf(act('sign'), act('depart'));
    expect(outbox.nextToSend(box)?.act).toBe('sign');
    box = outbox.accepted(box, 'ord_1-sign');
    expect(outbox.nextToSend(box)?.act).toBe('depart');
  });

  it('takes a second press of the same button once', () => {
    expect(boxOf(act('sign'), act('sign')).pending).toHaveLength(1);
  });

  it('keeps an act that met no net, and counts the tries', () => {
    const box = outbox.failed(outbox.failed(boxOf(act('sign')), 'ord_1-sign'), 'ord_1-sign');
    expect(outbox.nextToSend(box)?.attempts).toBe(2);
  });

  it('shows the order as the crew left it until the journal says the same', () => {
    const box = outbox.accepted(boxOf(act('sign')), 'ord_1-sign');
    expect(outbox.asPressed(inState('delivered'), box).state).toBe('signed');
    expect(outbox.settle(box, [inState('delivered')]).pending).toHaveLength(1);
    expect(outbox.settle(box, [inState('signed')]).pending).toHaveLength(0);
  });

  it('lets go of an accepted act whose order is no longer listed', () => {
    const box = outbox.accepted(boxOf(act('report')), 'ord_1-report');
    expect(outbox.settle(box, []).pending).toHaveLength(0);
  });

  it('does not settle what still waits, even when the order is over', () => {
    expect(outbox.settle(boxOf(act('sign')), [inState('recalled')]).pending).toHaveLength(1);
  });

  it('turns a refused act and what rests on it into notices, and leaves other orders alone', () => {
    const box = outbox.refused(boxOf(act('sign'), act('sign', 'ord_2'), act('depart')), 'ord_1-sign', 'was recalled');
    expect(box.pending.map((each) => each.id)).toEqual(['ord_2-sign']);
    expect(box.refused.map((each) => [each.act, each.reason])).toEqual([
      ['sign', 'was recalled'],
      ['depart', 'was recalled'],
    ]);
  });

  it('says nothing of a delivery that the room refuses', () => {
    const box = outbox.refused(boxOf(act('deliver')), 'ord_1-deliver', 'was recalled');
    expect(box).toEqual(outbox.EMPTY);
  });

  it('needs no notice of a recall beside a press that will come back, or after the crew ended the order', () => {
    const signed = outbox.accepted(boxOf(act('sign', 'a')), 'a-sign');
    const box = [act('depart', 'b'), act('report', 'c'), act('deliver', 'd')].reduce(outbox.put, signed);
    expect(outbox.settledOrders(box)).toEqual(['b', 'c']);
  });

  it('forgets a notice once it is read', () => {
    const box = outbox.refused(boxOf(act('sign')), 'ord_1-sign', 'was recalled');
    expect(outbox.read(box, 'ord_1-sign').refused).toEqual([]);
  });

  it('does not list deliveries as waiting', () => {
    expect(outbox.visibleWaiting(boxOf(act('deliver'), act('sign'))).map((each) => each.act)).toEqual(['sign']);
  });

  it.each([
    [1, 1],
    [2, 2],
    [4, 8],
    [9, 15],
  ])('after %d failures waits %d s', (attempts, seconds) => {
    expect(outbox.retryDelayS(attempts)).toBe(seconds);
  });
});

it('keeps a recall that was read until the room knows, so that its notice does not come back', () => {
  const box = outbox.accepted(boxOf(act('see')), 'ord_1-see');
  const ending = { code: null, awaits: 'crew' as const, seen_at: null, seen_by: null, offer: null, handed_to: null };
  const recalled = { ...inState('recalled'), ending };
  expect(outbox.settle(box, [recalled]).pending).toHaveLength(1);
  expect(outbox.settle(box, [{ ...recalled, ending: { ...ending, awaits: null } }]).pending).toEqual([]);
});
