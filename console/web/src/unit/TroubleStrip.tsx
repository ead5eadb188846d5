import { useTranslation } from 'react-i18next';
import { useZone } from '../session/session';
import { duration, shortTime } from '../time/format';
import { useNow } from '../time/useNow';
import { useUnit } from './store';

/** What is wrong with the line or the position, since when, and what to do; nothing when all is well. */
export function TroubleStrip() {
  const { t } = useTranslation();
  const zone = useZone();
  const now = useNow();
  const link = useUnit((state) => state.link);
  const position = useUnit((state) => state.position);
  const isLineLost = link.state === 'lost';
  const isPositionWrong = position.state !== 'fixed' && position.state !== 'starting';
  const since = (ms: number) =>
    t('unit:trouble.since', { time: shortTime(ms, zone), span: duration(Math.max(0, (now - ms) / 1000)) });
  return (
    <div aria-live="polite">
      {isLineLost && (
        <p className="trouble trouble-line">
          <strong>{t('unit:trouble.line')} · {since(link.sinceMs)}</strong>
          <span>{t('unit:trouble_hint.line')}</span>
        </p>
      )}
      {isPositionWrong && (
        <p className="trouble">
          <strong>{t(`unit:trouble.position_${position.state}`)}</strong>
          <span>{t(`unit:trouble_hint.position_${position.state}`)}</span>
        </p>
      )}
    </div>
  );
}
