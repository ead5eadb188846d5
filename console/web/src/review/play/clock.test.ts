import { describe, expect, it } from 'vitest';
import { nextRate, ReviewClock } from './clock';

function clockWith() {
  const time = { ms: 1_000 };
  const clock = new ReviewClock(() => time.ms);
  clock.seek(50_000);
  return { clock, pass: (ms: number) => (time.ms += ms) };
}

describe('the review clock', () => {
  it('stands still until it runs, then goes at its speed', () => {
    const { clock, pass } = clockWith();
    pass(500);
    expect(clock.now()).toBe(50_000);
    clock.run(true);
    clock.setRate(4);
    pass(500);
    expect(clock.now()).toBe(52_000);
  });

  it('goes on from where it is when the speed changes', () => {
    const { clock, pass } = clockWith();
    clock.run(true);
    pass(1_000);
    clock.setRate(0.25);
    pass(1_000);
    expect(clock.now()).toBe(51_250);
  });

  it('waits for a picture without forgetting that it runs', () => {
    const { clock, pass } = clockWith();
    clock.run(true);
    clock.wait(true);
    pass(3_000);
    expect(clock.now()).toBe(50_000);
    expect(clock.isRunning).toBe(true);
    clock.wait(false);
    pass(10);
    expect(clock.now()).toBe(50_010);
  });

  it('never shows what has not been recorded yet', () => {
    const { clock, pass } = clockWith();
    clock.limit(50_300);
    clock.run(true);
    pass(1_000);
    expect(clock.now()).toBe(50_300);
    clock.seek(90_000);
    expect(clock.now()).toBe(50_300);
  });
});

it.each([
  [1, 1, 2],
  [60, 1, 60],
  [0.25, -1, 0.25],
  [8, -1, 4],
] as const)('from %f by %i to %f', (rate, by, next) => expect(nextRate(rate, by)).toBe(next));
