import { useZone } from '../session/session';
import { dateTime, shortTime } from '../time/format';
import { useServerNow } from '../time/useServerNow';

/** A time as short as it may be: `03:12` today, with its date before. */
export function useSince(): (at: string) => string {
  const zone = useZone();
  const now = useServerNow();
  return (at) => {
    const isToday = dateTime(at, zone).slice(0, 10) === dateTime(now, zone).slice(0, 10);
    return isToday ? shortTime(at, zone) : dateTime(at, zone).slice(0, 16);
  };
}
