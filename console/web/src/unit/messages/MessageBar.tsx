import { useTranslation } from 'react-i18next';
import type { UnitHome } from '../shapes';
import { unreadByCrew } from './messages';
import './messages.css';

/** The way to the messages; with an unread one it is loud and shows its words. */
export function MessageBar({ home, onOpen }: { home: UnitHome; onOpen: () => void }) {
  const { t } = useTranslation();
  const unread = unreadByCrew(home);
  const newest = unread.at(-1);
  return (
    <button type="button" className={newest ? 'message-bar is-unread' : 'message-bar'} onClick={onOpen} aria-haspopup="dialog">
      <span aria-hidden="true">✉</span>
      <span className="message-bar-words">{newest ? `${newest.sender}: ${newest.text}` : t('messages:write_room')}</span>
      {newest && <b>{t('messages:unread', { count: unread.length })}</b>}
    </button>
  );
}
