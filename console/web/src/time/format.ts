/** Times as text. Every wall-clock time is shown in the room's zone. */

const formats = new Map<string, Intl.DateTimeFormat>();

function format(key: string, options: Intl.DateTimeFormatOptions, locale = 'en-GB'): Intl.DateTimeFormat {
  const found = formats.get(locale + key);
  if (found) return found;
  const made = new Intl.DateTimeFormat(locale, { hourCycle: 'h23', ...options });
  formats.set(locale + key, made);
  return made;
}

/** `14:32:07` */
export function clockTime(at: Date | string | number, zone: string): string {
  return format(`c${zone}`, { hour: '2-digit', minute: '2-digit', second: '2-digit', timeZone: zone }).format(new Date(at));
}

/** `14:32` */
export function shortTime(at: Date | string | number, zone: string): string {
  return format(`s${zone}`, { hour: '2-digit', minute: '2-digit', timeZone: zone }).format(new Date(at));
}

/** `2026-03-01 14:32:07` */
export function dateTime(at: Date | string | number, zone: string): string {
  const day = format(`d${zone}`, { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: zone }, 'sv-SE');
  return `${day.format(new Date(at))} ${clockTime(at, zone)}`;
}

/** `UTC+8`, `UTC-3:30`, `UTC` */
export function zoneName(at: Date, zone: string): string {
  const parts = format(`z${zone}`, { timeZone: zone, timeZoneName: 'shortOffset' }).formatToParts(at);
  return (parts.find((part) => part.type === 'timeZoneName')?.value ?? 'UTC').replace('GMT', 'UTC').replace(/[+-]0$/, '');
}

/** Seconds as `0:12`, `12:05`, `1:40:05`; negative ones carry a minus. */
export function duration(seconds: number): string {
  const whole = Math.floor(Math.abs(seconds));
  const sign = seconds < 0 && whole > 0 ? '−' : '';
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor(whole / 60) % 60;
  if (hours) return `${sign}${hours}:${two(minutes)}:${two(whole % 60)}`;
  return `${sign}${minutes}:${two(whole % 60)}`;
}
