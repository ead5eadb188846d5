import { describe, expect, it } from 'vitest';
import { sampleOrder } from '../../test/samples';
import { dialsOf, escalationLeftS } from './orderClock';

const at = (clock: string) => `2026-03-01T02:${clock}Z`;
const ms = (clock: string) => Date.parse(at(clock));

const order = sampleOrder({
  state: 'delivered',
  sent_at: at('01:00'),
  steps: [
    { state: 'delivered', at: at('01:02'), due_at: at('01:10') },
    { state: 'signed', at: null, due_at: at('01:32') },
    { state: 'en_route', at: null, due_at: null },
  ],
});

describe('dialsOf', () => {
  it('shows what a reached step took', () => {
    expect(dialsOf(order, ms('01:10'))[0]).toMatchObject({ phase: 'done', elapsedS: 2, isLate: false });
  });

  it('runs the first step that was not reached, from the one before', () => {
    const signed = dialsOf(order, ms('01:17'))[1];
    expect(signed).toMatchObject({ name: 'signed', phase: 'running', elapsedS: 15, leftS: 15, share: 0.5, isLate: false });
  });

  it('is late once its time has passed', () => {
    expect(dialsOf(order, ms('01:40'))[1]).toMatchObject({ isLate: true, leftS: -8, share: 1 });
  });

  it('lets the later steps wait', () => {
    expect(dialsOf(order, ms('01:17')).slice(2).map((dial) => dial.phase)).toEqual(['waiting', 'waiting', 'waiting', 'waiting']);
  });

  it('remembers that a reached step was late', () => {
    const late = { ...order, steps: [{ state: 'delivered' as const, at: at('01:30'), due_at: at('01:10') }] };
    expect(dialsOf(late, ms('05:00'))[0]).toMatchObject({ phase: 'done', isLate: true });
  });

  it('marks a step that was passed over', () => {
    const jumped = { ...order, steps: [{ state: 'signed' as const, at: at('01:30'), due_at: null }] };
    expect(dialsOf(jumped, ms('05:00')).map((dial) => dial.phase).slice(0, 3)).toEqual(['skipped', 'done', 'running']);
  });

  it('stops every clock when the order is recalled', () => {
    const phases = dialsOf({ ...order, state: 'recalled' }, ms('09:00')).map((dial) => dial.phase);
    expect(phases).toEqual(['done', 'stopped', 'stopped', 'stopped', 'stopped', 'stopped']);
  });
});

describe('escalationLeftS', () => {
  it('counts down to the next rung', () => {
    expect(escalationLeftS({ ...order, next_escalation_at: at('01:30') }, ms('01:20'))).toBe(10);
  });

  it('is silent once the order ended', () => {
    expect(escalationLeftS({ ...order, state: 'declined', next_escalation_at: at('01:30') }, ms('01:20'))).toBeNull();
  });
});
