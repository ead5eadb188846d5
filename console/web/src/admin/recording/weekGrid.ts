/** A week of hours as cells to paint, and the schedule that they mean. */

import type { Interval, RecordMode } from './shapes';

export const DAYS = 7;
export const HOURS = 24;
const HOUR_MIN = 60;

/** `cells[day][hour]`; day 0 is Monday. */
export type WeekCells = readonly (readonly RecordMode[])[];

export interface Cell {
  day: number;
  hour: number;
}

/** Every cell in the mode that it has for most of its hour. */
export function cellsOf(mode: RecordMode, schedule: readonly Interval[]): WeekCells {
  return Array.from({ length: DAYS }, (_, day) =>
    Array.from({ length: HOURS }, (_, hour) => {
      const start = hour * HOUR_MIN;
      const inside = schedule.find(
        (part) =>
          part.day === day &&
          Math.min(part.end_minute, start + HOUR_MIN) - Math.max(part.start_minute, start) > HOUR_MIN / 2,
      );
      return inside ? inside.mode : mode;
    }),
  );
}

/** Whether the schedule has times between the hours, which the cells cannot show. */
export function isFinerThanHours(schedule: readonly Interval[]): boolean {
  return schedule.some((part) => part.start_minute % HOUR_MIN !== 0 || part.end_minute % HOUR_MIN !== 0);
}

/** The shortest list of intervals that gives these cells, over the mode that most of the week has. */
export function scheduleOf(cells: WeekCells): { mode: RecordMode; schedule: Interval[] } {
  const counts = new Map<RecordMode, number>();
  for (const cell of cells.flat()) counts.set(cell, (counts.get(cell) ?? 0) + 1);
  const mode = [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 'continuous';
  const schedule: Interval[] = [];
  cells.forEach((row, day) => {
    row.forEach((cell, hour) => {
      const last = schedule.at(-1);
      const start_minute = hour * HOUR_MIN;
      if (cell === mode) return;
      if (last && last.day === day && last.mode === cell && last.end_minute === start_minute) last.end_minute += HOUR_MIN;
      else schedule.push({ day, start_minute, end_minute: start_minute + HOUR_MIN, mode: cell });
    });
  });
  return { mode, schedule };
}

/** The cells with all between two corners, both included, in `mode`. */
export function painted(cells: WeekCells, from: Cell, to: Cell, mode: RecordMode): WeekCells {
  const [firstDay, lastDay] = [Math.min(from.day, to.day), Math.max(from.day, to.day)];
  const [firstHour, lastHour] = [Math.min(from.hour, to.hour), Math.max(from.hour, to.hour)];
  return cells.map((row, day) =>
    day < firstDay || day > lastDay ? row : row.map((cell, hour) => (hour < firstHour || hour > lastHour ? cell : mode)),
  );
}

/** Where an arrow key leads, within the week. */
export function stepped({ day, hour }: Cell, key: string): Cell | null {
  const steps: Record<string, [number, number]> = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
  const step = steps[key];
  if (!step) return null;
  const within = (value: number, count: number) => Math.min(count - 1, Math.max(0, value));
  return { day: within(day + step[0], DAYS), hour: within(hour + step[1], HOURS) };
}

/** The one mode of the whole week, null when it has several. */
export function onlyMode(cells: WeekCells): RecordMode | null {
  const first = cells[0]?.[0] ?? null;
  return first !== null && cells.every((row) => row.every((cell) => cell === first)) ? first : null;
}
