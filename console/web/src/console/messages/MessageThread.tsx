import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission } from '../../session/session';
import { useRoom } from '../../state/store';
import { readMessage } from './asks';
import { Composer } from './Composer';
import { MessageLine } from './MessageLine';
import { threadOf } from './messages';
import './messages.css';

/** What the room and a unit said to each other in the last day. Read when a person says so, not when it is drawn. */
export function MessageThread({ unitId }: { unitId: string }) {
  const { t } = useTranslation();
  const held = useRoom((state) => state.room.messages);
  const thread = useMemo(() => threadOf(held, unitId), [held, unitId]);
  const mayWrite = usePermission('incidents.handle');
  const unread = thread.filter((message) => message.is_from_unit && !message.read_at);
  const list = useRef<HTMLUListElement>(null);
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [thread.length]);
  return (
    <section className="thread" aria-label={t('messages:title')}>
      <h4>{t('messages:title')}</h4>
      {thread.length === 0 && <p className="detail-line">{t('messages:none')}</p>}
      <ul ref={list}>{thread.map((message) => <MessageLine key={message.id} message={message} />)}</ul>
      {mayWrite && unread.length > 0 && (
        <button type="button" className="act act-main thread-read" onClick={() => unread.forEach((message) => void readMessage(message.id))}>
          ✓ {t('messages:seen', { count: unread.length })}
        </button>
      )}
      {mayWrite && <Composer unitId={unitId} />}
    </section>
  );
}
