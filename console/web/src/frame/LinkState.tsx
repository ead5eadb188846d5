import { useTranslation } from 'react-i18next';
import { useZone } from '../session/session';
import { useRoom } from '../state/store';
import { clockTime, duration } from '../time/format';
import { useNow } from '../time/useNow';

/** Whether what the page shows is now: LIVE, or since when it is not. */
export function LinkState() {
  const { t } = useTranslation();
  const zone = useZone();
  const link = useRoom((state) => state.link);
  const lostSince = useRoom((state) => state.lostSince);
  const now = useNow();

  if (link === 'lost' && lostSince !== null) {
    return (
      <span className="link-state is-lost" role="alert">
        <span aria-hidden="true">✕</span>{' '}
        {t('console:link.lost', { at: clockTime(lostSince, zone), for: duration((now - lostSince) / 1000) })}
      </span>
    );
  }
  if (link === 'connecting') return <span className="link-state">{t('console:link.connecting')}</span>;
  return (
    <span className="link-state is-live">
      <span className="link-dot" aria-hidden="true" /> {t('console:link.live')}
    </span>
  );
}
