import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { WatchEvent } from '../../api/shapes';
import { pathLine } from './boxGeometry';

/** The picture kept with an event (its box is drawn in it already) and the path of the object's feet over it. */
export function Snapshot({ event }: { event: WatchEvent }) {
  const { t } = useTranslation();
  const [isMissing, setMissing] = useState(false);
  if (!event.has_snapshot || isMissing) return null;
  const last = event.path[event.path.length - 1];
  return (
    <figure className="snapshot">
      <img src={`/api/events/${event.id}/snapshot.jpg`} alt={t('console:event.snapshot')} onError={() => setMissing(true)} />
      <svg viewBox="0 0 1 1" preserveAspectRatio="none" aria-hidden="true">
        {event.path.length > 1 && <path d={pathLine(event.path)} className="snapshot-path" />}
      </svg>
      {last && <i className="snapshot-end" style={{ left: `${last.x * 100}%`, top: `${last.y * 100}%` }} aria-hidden="true" />}
    </figure>
  );
}
