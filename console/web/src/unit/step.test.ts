import { describe, expect, it } from 'vitest';
import { inState, order } from './fixtures';
import type { OrderState } from './shapes';
import { type Act, hasReached, inOrderOfWork, mayDecline, nextStep, stateAfter } from './step';

describe('the next step', () => {
  it.each<[OrderState, Act | null]>([
    ['sent', 'sign'],
    ['delivered', 'sign'],
    ['signed', 'depart'],
    ['en_route', 'arrive'],
    ['on_scene', 'handle'],
    ['handled', 'report'],
    ['reported', null],
    ['declined', null],
    ['recalled', null],
  ])('of an order that is %s is %s', (state, act) => {
    expect(nextStep(state)).toBe(act);
  });

  it('can be refused until the crew is there', () => {
    const states = ['sent', 'delivered', 'signed', 'en_route', 'on_scene', 'handled', 'declined'] as const;
    expect(states.filter(mayDecline)).toEqual(['sent', 'delivered', 'signed', 'en_route']);
  });
});

describe('acts that wait', () => {
  it('carry the shown state to the farthest of them', () => {
    expect(stateAfter('delivered', ['sign', 'depart'])).toBe('en_route');
  });

  it('never carry it back', () => {
    expect(stateAfter('on_scene', ['sign'])).toBe('on_scene');
  });

  it('leave a recalled order recalled', () => {
    expect(stateAfter('recalled', ['sign', 'depart'])).toBe('recalled');
  });

  it('count as reached when the order went beyond them', () => {
    expect(hasReached('en_route', 'sign')).toBe(true);
    expect(hasReached('signed', 'depart')).toBe(false);
    expect(hasReached('signed', 'decline')).toBe(false);
  });
});

describe('the order of work', () => {
  it("follows the unit's list and leaves out what is over", () => {
    const orders = [inState('sent', 'b'), inState('signed', 'a'), inState('recalled', 'c')];
    expect(inOrderOfWork(orders, ['a', 'b', 'c']).map((each) => each.id)).toEqual(['a', 'b']);
  });

  it('puts an order that the list does not name yet at the end, oldest first', () => {
    const orders = [
      order({ id: 'late', sent_at: '2026-01-05T22:09:00Z' }),
      order({ id: 'early', sent_at: '2026-01-05T22:05:00Z' }),
      order({ id: 'known', sent_at: '2026-01-05T22:10:00Z' }),
    ];
    expect(inOrderOfWork(orders, ['known']).map((each) => each.id)).toEqual(['known', 'early', 'late']);
  });
});
