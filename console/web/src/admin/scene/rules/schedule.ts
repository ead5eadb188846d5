/** When a rule reports: stretches of the week, presets, and how they lie on seven days. Monday is 0. */

import type { Rule } from '../../shapes';

export type Stretch = NonNullable<Rule['schedule']>[number];

export const DAYS = [0, 1, 2, 3, 4, 5, 6] as const;
export const DAY_MINUTES = 1440;

export const PRESETS = {
  always: [],
  nights: [{ days: [...DAYS], start_minute: 22 * 60, end_minute: 6 * 60 }],
  working: [{ days: [0, 1, 2, 3, 4], start_minute: 8 * 60, end_minute: 18 * 60 }],
  weekends: [{ days: [5, 6], start_minute: 0, end_minute: DAY_MINUTES }],
} as const satisfies Record<string, readonly Stretch[]>;

export type Preset = keyof typeof PRESETS;
export const PRESET_NAMES = Object.keys(PRESETS) as Preset[];

/** A copy of a preset's stretches, to be changed. */
export function stretchesOf(preset: Preset): Stretch[] {
  return PRESETS[preset].map((stretch) => ({ ...stretch, days: [...stretch.days] }));
}

/** Which preset a schedule is; null for one of its own. */
export function presetOf(schedule: readonly Stretch[]): Preset | null {
  const said = JSON.stringify(schedule.map(plain));
  return PRESET_NAMES.find((name) => JSON.stringify(PRESETS[name].map(plain)) === said) ?? null;
}

export function isOverMidnight({ start_minute, end_minute }: Stretch): boolean {
  return end_minute <= start_minute;
}

/** `22:00`; the end of a day is 00:00, as a clock shows it. */
export function clockOf(minute: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
}

/** The minute of a day that `HH:MM` is; null for anything else. */
export function minuteOf(clock: string): number | null {
  const [, hours, minutes] = /^(\d{1,2}):(\d{2})/.exec(clock) ?? [];
  if (hours === undefined || minutes === undefined || Number(hours) > 23 || Number(minutes) > 59) return null;
  return Number(hours) * 60 + Number(minutes);
}

/** The stretch with another beginning or end; unchanged where the clock says nothing. An end of 00:00 is midnight. */
export function withClock(stretch: Stretch, which: 'start' | 'end', clock: string): Stretch {
  const minute = minuteOf(clock);
  if (minute === null) return stretch;
  return which === 'start' ? { ...stretch, start_minute: minute } : { ...stretch, end_minute: minute || DAY_MINUTES };
}

/** The stretch with a day more or less. */
export function withDay(stretch: Stretch, day: number): Stretch {
  const isIn = stretch.days.includes(day);
  return { ...stretch, days: DAYS.filter((each) => (each === day ? !isIn : stretch.days.includes(each))) };
}

export interface Bar {
  from: number;
  to: number;
  /** Goes on from the day before. */
  isRest: boolean;
}

/** What of each day is in force, Monday first; minutes. A schedule without stretches is always in force. */
export function barsOf(schedule: readonly Stretch[]): Bar[][] {
  if (schedule.length === 0) return DAYS.map(() => [{ from: 0, to: DAY_MINUTES, isRest: false }]);
  return DAYS.map((day) => schedule.flatMap((stretch): Bar[] => {
    const { days, start_minute: start, end_minute: end } = stretch;
    if (!isOverMidnight(stretch)) return days.includes(day) ? [{ from: start, to: end, isRest: false }] : [];
    return [
      ...(days.includes((day + 6) % 7) && end > 0 ? [{ from: 0, to: end, isRest: true }] : []),
      ...(days.includes(day) ? [{ from: start, to: DAY_MINUTES, isRest: false }] : []),
    ];
  }));
}

/** The days in runs: Monday to Friday, and Sunday. */
export function dayRuns(days: readonly number[]): [number, number][] {
  const runs: [number, number][] = [];
  for (const day of DAYS.filter((each) => days.includes(each))) {
    const last = runs.at(-1);
    if (last && last[1] === day - 1) last[1] = day;
    else runs.push([day, day]);
  }
  return runs;
}

function plain({ days, start_minute, end_minute }: Stretch): unknown {
  return [[...days].sort(), start_minute, end_minute];
}
