import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../session/session';
import { useRoom } from '../../state/store';
import { KindIcon } from '../../ui/kinds/KindIcon';
import { SeverityMark } from '../../ui/SeverityMark';
import { acknowledge, makeIncident } from '../actions';
import { selectEvent, showPlace } from '../selection';
import { useEventTitle } from '../useTitle';
import { DismissMenu } from './DismissMenu';
import type { QueueItem } from './queue';
import { WaitClock } from './WaitClock';

interface Props {
  item: QueueItem;
  isSelected: boolean;
}

/** One decision to take: what, where, since when, with its picture. */
export function QueueCard({ item, isSelected }: Props) {
  const { t } = useTranslation();
  const eventTitle = useEventTitle();
  const { head } = item;
  const camera = useRoom((state) => state.room.cameras[head.camera_id ?? '']?.name ?? head.camera_id);
  const mayJudge = usePermission('events.judge');
  const mayHandle = usePermission('incidents.handle');
  const card = useRef<HTMLElement>(null);

  useEffect(() => {
    if (isSelected) card.current?.scrollIntoView({ block: 'nearest' });
  }, [isSelected]);

  return (
    <article ref={card} className={`card card-${item.severity}${isSelected ? ' is-selected' : ''}`}>
      <button type="button" className="card-body" aria-current={isSelected} onClick={() => {
          selectEvent(head.id);
          showPlace('stage');
        }}>
        <span className="card-picture">
          {head.has_snapshot ? (
            <img src={`/api/events/${head.id}/snapshot.jpg`} alt="" loading="lazy" draggable={false} />
          ) : (
            <KindIcon kind={head.kind} size={32} />
          )}
        </span>
        <span className="card-words">
          <span className="card-line">
            <SeverityMark severity={item.severity} />
            <WaitClock sinceMs={item.sinceMs} severity={item.severity} />
          </span>
          <span className="card-what">
            <span>
              {head.has_snapshot && <KindIcon kind={head.kind} />}
              {eventTitle(head)}
            </span>
            {item.count > 1 && <b className="card-count">×{item.count}</b>}
          </span>
          <span className="card-where">
            {camera ?? t('console:event.house')}
            {item.isOngoing && <em className="card-ongoing">{t('console:queue.ongoing')}</em>}
          </span>
        </span>
      </button>
      {isSelected && (mayJudge || mayHandle) && (
        <div className="card-actions">
          {mayHandle && (
            <button type="button" className="act act-main" onClick={() => void makeIncident(item.events)}>
              {t('console:event.make_incident')} <kbd>I</kbd>
            </button>
          )}
          {mayJudge && (
            <button type="button" className="act" onClick={() => void acknowledge(item.events)}>
              {t('console:event.acknowledge')} <kbd>↵</kbd>
            </button>
          )}
          {mayJudge && <DismissMenu item={item} />}
        </div>
      )}
    </article>
  );
}
