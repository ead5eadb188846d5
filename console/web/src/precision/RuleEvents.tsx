import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { Shown } from '../admin/Shown';
import { useLoaded } from '../admin/useLoaded';
import { eventsOfRule } from '../lessons/asks';
import { isQuiet } from '../lessons/quiet';
import { reviewPath } from '../review/address';
import { useZone } from '../session/session';
import { dateTime } from '../time/format';

interface Props {
  cameraId: string;
  ruleId: string;
  sinceMs: number;
}

/** The newest events of a rule, each with what was said of it; a press goes to its footage. */
export function RuleEvents({ cameraId, ruleId, sinceMs }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const loaded = useLoaded(useCallback(() => eventsOfRule(cameraId, ruleId, sinceMs), [cameraId, ruleId, sinceMs]));
  return (
    <Shown loaded={loaded}>
      {(events) => (
        <ul className="rule-events">
          {events.map((event) => (
            <li key={event.id}>
              <Link to={reviewPath([cameraId], Date.parse(event.clip_start))}>
                {event.has_snapshot ? <img src={`/api/events/${event.id}/snapshot.jpg`} alt="" loading="lazy" /> : <span className="no-picture" />}
                <span>{dateTime(event.opened_at, zone)}</span>
                <small className={`verdict-${event.verdict}`}>
                  {event.verdict === 'none' ? t(isQuiet(event) ? 'lessons:quiet.one' : 'lessons:precision.open') : t(`console:verdict.${event.verdict}`)}
                </small>
              </Link>
            </li>
          ))}
        </ul>
      )}
    </Shown>
  );
}
