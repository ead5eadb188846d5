import { useTranslation } from 'react-i18next';
import type { WatchEvent } from '../api/shapes';
import { selectEvent, showPlace, useSelection } from '../console/selection';
import { useEventTitle } from '../console/useTitle';
import { useZone } from '../session/session';
import { useRoom } from '../state/store';
import { clockTime } from '../time/format';
import { EmptyState } from '../ui/EmptyState';
import { SeverityMark } from '../ui/SeverityMark';
import './lessons.css';

/** What was recorded but called nobody; to be opened like any other event. */
export function QuietList({ events }: { events: readonly WatchEvent[] }) {
  const { t } = useTranslation();
  const zone = useZone();
  const title = useEventTitle();
  const cameras = useRoom((state) => state.room.cameras);
  const selected = useSelection((state) => state.selected?.id);
  if (events.length === 0) return <EmptyState title={t('lessons:quiet.empty')} hint={t('lessons:quiet.empty_hint')} />;
  const open = (event: WatchEvent) => {
    // The room forgets what waits for nobody: what is opened is known again.
    useRoom.setState(({ room }) => ({ room: { ...room, events: { [event.id]: event, ...room.events } } }));
    selectEvent(event.id);
    showPlace('stage');
  };
  return events.map((event) => (
    <article key={event.id} className={`card card-quiet${selected === event.id ? ' is-selected' : ''}`}>
      <button type="button" className="card-body" aria-current={selected === event.id} onClick={() => open(event)}>
        <span className="card-picture">
          {event.has_snapshot && <img src={`/api/events/${event.id}/snapshot.jpg`} alt="" loading="lazy" draggable={false} />}
        </span>
        <span className="card-words">
          <span className="card-line">
            <SeverityMark severity={event.severity} />
            <span>{clockTime(event.opened_at, zone)}</span>
          </span>
          <span className="card-what">{title(event)}</span>
          <span className="card-where">{cameras[event.camera_id ?? '']?.name ?? event.camera_id}</span>
        </span>
      </button>
    </article>
  ));
}
