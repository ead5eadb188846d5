import { describe, expect, it } from 'vitest';
import type { Interval } from './shapes';
import { cellsOf, isFinerThanHours, onlyMode, painted, scheduleOf, stepped } from './weekGrid';

const nights: Interval[] = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, start_minute: 0, end_minute: 360, mode: 'continuous' }));

describe('cells and schedule', () => {
  it('say the same both ways', () => {
    const cells = cellsOf('events', nights);
    expect(cells[3]?.slice(4, 8)).toEqual(['continuous', 'continuous', 'events', 'events']);
    expect(scheduleOf(cells)).toEqual({ mode: 'events', schedule: nights });
  });

  it('need no interval for a week in one mode', () => {
    expect(scheduleOf(cellsOf('off', []))).toEqual({ mode: 'off', schedule: [] });
  });

  it('take the mode of most of the week as the one outside the schedule', () => {
    const most = painted(cellsOf('off', []), { day: 0, hour: 0 }, { day: 6, hour: 20 }, 'events');
    expect(scheduleOf(most).mode).toBe('events');
    expect(scheduleOf(most).schedule).toHaveLength(7);
  });

  it('round times between the hours to most of the hour, and say so', () => {
    const odd: Interval[] = [{ day: 0, start_minute: 100, end_minute: 400, mode: 'off' }];
    const [c, o] = ['continuous', 'off'];
    expect(cellsOf('continuous', odd)[0]?.slice(0, 8)).toEqual([c, c, o, o, o, o, o, c]);
    expect(isFinerThanHours(odd)).toBe(true);
    expect(isFinerThanHours(nights)).toBe(false);
  });
});

it('paints all between two corners, whichever was first', () => {
  const cells = painted(cellsOf('continuous', []), { day: 4, hour: 18 }, { day: 2, hour: 8 }, 'off');
  expect(cells.flat().filter((cell) => cell === 'off')).toHaveLength(3 * 11);
  expect(cells[2]?.[8]).toBe('off');
  expect(cells[4]?.[19]).toBe('continuous');
});

it('steps with arrow keys and stays within the week', () => {
  expect(stepped({ day: 0, hour: 5 }, 'ArrowUp')).toEqual({ day: 0, hour: 5 });
  expect(stepped({ day: 0, hour: 5 }, 'ArrowRight')).toEqual({ day: 0, hour: 6 });
  expect(stepped({ day: 0, hour: 5 }, 'x')).toBeNull();
});

it('knows a week in one mode', () => {
  expect(onlyMode(cellsOf('events', []))).toBe('events');
  expect(onlyMode(cellsOf('events', nights))).toBeNull();
});
