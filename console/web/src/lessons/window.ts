/** When a lesson holds, as a clock says it. */
import type { Lesson } from './shapes';

const two = (value: number) => String(value).padStart(2, '0');

/** `21:05`; 1440 is midnight. */
export function clockOf(minute: number): string {
  return `${two(Math.floor(minute / 60) % 24)}:${two(minute % 60)}`;
}

type When = Pick<Lesson, 'start_minute' | 'end_minute' | 'days'>;
const WORKDAYS = '0,1,2,3,4';

/** Which days: all of them, the working days, the weekend, or a list. */
export function daysOf({ days }: When): 'all' | 'workdays' | 'weekend' | readonly number[] {
  if (!days || days.length === 7) return 'all';
  const listed = days.join(',');
  if (listed === WORKDAYS) return 'workdays';
  return listed === '5,6' ? 'weekend' : days;
}

/** How many dismissals are still missing before the lesson keeps quiet; at least one while it only learns. */
export function missing({ strength, needed }: Pick<Lesson, 'strength' | 'needed'>): number {
  return Math.max(1, Math.ceil(needed - strength - 1e-9));
}
