import { Popover } from '@mantine/core';
import { useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { usePermission, useZone } from '../../session/session';
import { useRoom } from '../../state/store';
import { clockTime } from '../../time/format';
import { selectUnit, showPlace } from '../selection';
import { chime } from './chime';
import { Composer } from './Composer';
import { unreadInRoom } from './messages';
import './messages.css';

/** Unread messages of all units, in the top bar of every page; and words to all on duty. */
export function MessageMark() {
  const { t } = useTranslation();
  const zone = useZone();
  const navigate = useNavigate();
  const held = useRoom((state) => state.room.messages);
  const unread = useMemo(() => unreadInRoom(held), [held]);
  const mayWrite = usePermission('incidents.handle');
  const before = useRef(unread.length);
  useEffect(() => {
    if (unread.length > before.current) chime();
    before.current = unread.length;
  }, [unread.length]);

  function show(unitId: string) {
    void navigate('/');
    selectUnit(unitId);
    showPlace('stage');
  }
  return (
    <Popover position="bottom-end" width={380} shadow="none" trapFocus>
      <Popover.Target>
        <button type="button" className={unread.length > 0 ? 'message-mark is-unread' : 'message-mark quiet-button'} aria-label={t('messages:mark_label', { unread: unread.length })}>
          ✉ {unread.length > 0 && <b>{unread.length}</b>}
        </button>
      </Popover.Target>
      <Popover.Dropdown className="message-drop">
        {unread.length === 0 && <p className="detail-line">{t('messages:all_read')}</p>}
        {unread.map((message) => (
          <button key={message.id} type="button" className="message-row" onClick={() => show(message.unit_id)}>
            <b>{message.callsign}</b> <small>{clockTime(message.sent_at, zone)}</small>
            <span>{message.text}</span>
          </button>
        ))}
        {mayWrite && (
          <>
            <h4>{t('messages:to_all')}</h4>
            <Composer unitId={null} />
          </>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}
