import { useZone } from '../session/session';
import { clockTime, zoneName } from '../time/format';
import { useServerNow } from '../time/useServerNow';

/** The room's time with its zone, by the server's clock. */
export function RoomClock() {
  const zone = useZone();
  const now = useServerNow();
  return (
    <time className="topbar-clock" dateTime={new Date(now).toISOString()}>
      {clockTime(now, zone)} <small>{zoneName(new Date(now), zone)}</small>
    </time>
  );
}
