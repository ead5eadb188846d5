import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { clockTime } from '../../time/format';
import { markOf } from './messages';
import type { Message } from './shapes';

const SIGN = { sent: '✓', delivered: '✓✓', read: '✓✓ ●' } as const;

/** One message; ours tells how far it came, theirs who read it. */
export function MessageLine({ message }: { message: Message }) {
  const { t } = useTranslation();
  const zone = useZone();
  const mark = markOf(message);
  const state = message.is_from_unit
    ? message.read_by && t('messages:read_by', { name: message.read_by })
    : `${SIGN[mark]} ${t(`messages:mark.${mark}`)}`;
  return (
    <li className={`message ${message.is_from_unit ? 'is-theirs' : 'is-ours'}${message.is_from_unit && !message.read_at ? ' is-unread' : ''}`}>
      <span className="message-text">{message.text}</span>
      <small>
        {message.sender} · {clockTime(message.sent_at, zone)}
        {message.round && ` · ${t('messages:all')}`}
        {state && ` · ${state}`}
      </small>
    </li>
  );
}
