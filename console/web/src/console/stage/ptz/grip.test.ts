import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Grip, SAY_AGAIN_MS } from './grip';
import type { Velocity } from './velocity';

const RIGHT: Velocity = { pan: 1, tilt: 0, zoom: 0 };
const UP: Velocity = { pan: 0, tilt: 1, zoom: 0 };

/** A wire whose answers come when the test says so. */
function wire() {
  const moves: { grip: string; velocity: Velocity; answer: () => void; refuse: () => void }[] = [];
  const released: string[] = [];
  const lost: unknown[] = [];
  return {
    moves,
    released,
    lost,
    move: (grip: string, velocity: Velocity) =>
      new Promise<void>((resolve, reject) => moves.push({ grip, velocity, answer: resolve, refuse: () => reject(new Error('taken over')) })),
    letGo: (grip: string) => {
      released.push(grip);
      return Promise.resolve();
    },
    onLost: (thrown: unknown) => lost.push(thrown),
  };
}

const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

describe('a press', () => {
  it('moves at once and says it again while it lasts', async () => {
    const own = wire();
    const grip = new Grip(own, RIGHT);
    own.moves[0]?.answer();
    await vi.advanceTimersByTimeAsync(SAY_AGAIN_MS);

    expect(own.moves.map((move) => move.velocity)).toEqual([RIGHT, RIGHT]);
    expect(new Set(own.moves.map((move) => move.grip)).size).toBe(1);
    grip.release();
  });

  it('does not pile up requests behind a slow camera, and then sends only the newest', async () => {
    const own = wire();
    const grip = new Grip(own, RIGHT);
    grip.turn({ ...RIGHT, tilt: 0.5 });
    grip.turn(UP);
    await vi.advanceTimersByTimeAsync(SAY_AGAIN_MS * 3);
    expect(own.moves.length).toBe(1);
    own.moves[0]?.answer();
    await settle();

    expect(own.moves.map((move) => move.velocity)).toEqual([RIGHT, UP]);
    grip.release();
  });

  it('ends once, with a move still on its way, and says nothing afterwards', async () => {
    const own = wire();
    const grip = new Grip(own, RIGHT);
    grip.release();
    grip.release();
    own.moves[0]?.answer();
    await vi.advanceTimersByTimeAsync(SAY_AGAIN_MS * 3);

    expect(own.released.length).toBe(1);
    expect(own.moves.length).toBe(1);
  });

  it('that was taken over says so once and goes quiet; the next press is another one', async () => {
    const own = wire();
    const grip = new Grip(own, RIGHT);
    own.moves[0]?.refuse();
    await vi.advanceTimersByTimeAsync(SAY_AGAIN_MS * 3);
    grip.release();
    const next = new Grip(own, RIGHT);

    expect(own.lost.length).toBe(1);
    expect(own.released).toEqual([]);
    expect(own.moves.length).toBe(2);
    expect(own.moves[1]?.grip).not.toBe(own.moves[0]?.grip);
    next.release();
  });

  it('refused after it was let go is nobody’s concern', async () => {
    const own = wire();
    const grip = new Grip(own, RIGHT);
    grip.release();
    own.moves[0]?.refuse();
    await settle();

    expect(own.lost).toEqual([]);
  });
});
