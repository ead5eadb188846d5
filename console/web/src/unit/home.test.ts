import { describe, expect, it } from 'vitest';
import { entry, home, inState, order, unit } from './fixtures';
import { arrivals, fold, isIncomplete, recalls, undelivered, unseen } from './home';
import { EMPTY, put } from './outbox';

describe("the phone's picture", () => {
  it('takes in a new order of its unit', () => {
    const after = fold(home(), entry(11, 'order.sent', 'order:ord_1', order()));
    expect(after.orders.map((each) => each.id)).toEqual(['ord_1']);
    expect(after.sequence).toBe(11);
  });

  it('replaces an order in place when it changes', () => {
    const before = home({ orders: [inState('sent'), inState('signed', 'ord_2')] });
    const after = fold(before, entry(11, 'order.delivered', 'order:ord_1', inState('delivered')));
    expect(after.orders.map((each) => [each.id, each.state])).toEqual([
      ['ord_1', 'delivered'],
      ['ord_2', 'signed'],
    ]);
  });

  it('ignores an entry that it has seen', () => {
    const before = home();
    expect(fold(before, entry(10, 'order.sent', 'order:ord_1', order()))).toBe(before);
  });

  it('ignores another unit and its orders', () => {
    const other = fold(home(), entry(11, 'unit.status', 'unit:unit_2', unit({ id: 'unit_2', status: 'busy' })));
    expect(other.unit.id).toBe('unit_1');
    expect(fold(home(), entry(12, 'order.sent', 'order:x', order({ unit_id: 'unit_2' }))).orders).toEqual([]);
  });

  it('is incomplete while the incident of an open order is missing', () => {
    expect(isIncomplete(home({ orders: [inState('sent')] }))).toBe(true);
    expect(isIncomplete(home({ orders: [inState('reported')] }))).toBe(false);
  });
});

describe('what calls for attention', () => {
  it('is an order that was not there before', () => {
    const before = home({ orders: [inState('delivered', 'a')] });
    const after = home({ orders: [inState('signed', 'a'), inState('sent', 'b')] });
    expect(arrivals(before, after).map((each) => each.id)).toEqual(['b']);
  });

  it('is on the first sight of the page every unsigned order', () => {
    expect(arrivals(null, home({ orders: [inState('delivered'), inState('signed', 'b')] }))).toHaveLength(1);
  });

  it('is an open order that the room took back', () => {
    const before = home({ orders: [inState('signed'), inState('recalled', 'old')] });
    const after = home({ orders: [inState('recalled'), inState('recalled', 'old')] });
    expect(recalls(before, after).map((each) => each.id)).toEqual(['ord_1']);
  });

  it('is an open order that is gone after a dead spot, unless the crew ended it', () => {
    const before = home({ orders: [inState('signed', 'a'), inState('handled', 'b')] });
    expect(recalls(before, home(), ['b']).map((each) => [each.id, each.state])).toEqual([['a', 'recalled']]);
  });

  it('is, for the room, every order that still counts as only sent', () => {
    expect(undelivered(home({ orders: [inState('sent'), inState('delivered', 'b')] }))).toHaveLength(1);
  });
});

describe('a recall that the room waits to hear was seen', () => {
  const ending = { code: null, awaits: 'crew' as const, seen_at: null, seen_by: null, offer: null, handed_to: null };
  const before = home({ orders: [inState('signed')] });
  const after = home({ orders: [{ ...inState('recalled'), ending }] });
  it('stands until the crew presses, also on a phone that was off meanwhile', () => {
    expect(unseen(after, EMPTY).map((each) => each.id)).toEqual(['ord_1']);
    expect(recalls(before, after)).toEqual([]);
    const act = { id: 'x', orderId: 'ord_1', title: '', act: 'see' as const, at: '', text: '', photos: [], stage: 'waiting' as const, attempts: 0 };
    expect(unseen(after, put(EMPTY, act))).toEqual([]);
  });
  it('is told by the picture alone where nobody waits for an answer', () => {
    const quiet = home({ orders: [{ ...inState('recalled'), ending: { ...ending, awaits: null } }] });
    expect(recalls(before, quiet)).toHaveLength(1);
    expect(unseen(quiet, EMPTY)).toEqual([]);
  });
});
