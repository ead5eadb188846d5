import { useTranslation } from 'react-i18next';
import { useZone } from '../session/session';
import { clockTime } from '../time/format';
import { useNow } from '../time/useNow';
import { visibleWaiting } from './outbox';
import { useUnit } from './store';

const QUIETLY_S = 2;

/** What was pressed and has not reached the room yet. A press that goes through at once shows nothing. */
export function WaitingStrip() {
  const { t } = useTranslation();
  const zone = useZone();
  const now = useNow();
  const box = useUnit((state) => state.box);
  const waiting = visibleWaiting(box).filter((act) => now - Date.parse(act.at) > QUIETLY_S * 1000);
  if (waiting.length === 0) return null;
  return (
    <div className="waiting" role="status">
      <strong>{t('unit:waiting.title', { count: waiting.length })}</strong>
      <ul>
        {waiting.map((act) => (
          <li key={act.id}>
            <time>{clockTime(act.at, zone)}</time> {t(`unit:act.${act.act}`)} · {act.title}
          </li>
        ))}
      </ul>
    </div>
  );
}
