import { useTranslation } from 'react-i18next';
import { useZone } from '../session/session';
import { shortTime, zoneName } from '../time/format';
import { useNow } from '../time/useNow';
import { clockText, sinceS } from './clock';
import type { Incident, Order, Place } from './shapes';
import { useUnit } from './store';
import { bearingDeg, compassPoint, distanceM, distanceText } from './way';

interface Props {
  order: Order;
  incident: Incident | null;
  place: Place | null;
}

/** How far and in which direction, and since when. */
export function OrderFacts({ order, incident, place }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const offsetMs = useUnit((state) => state.offsetMs);
  const now = useNow() + offsetMs;
  const begun = incident?.opened_at ?? order.sent_at;
  const begunAt = new Date(begun);
  return (
    <div className="facts">
      <HowFar place={place} />
      <div className="fact">
        <span className="fact-name">{t('unit:facts.since')}</span>
        <strong>{clockText(sinceS(begun, now))}</strong>
        <span>{shortTime(begunAt, zone)} {zoneName(begunAt, zone)}</span>
      </div>
    </div>
  );
}

function HowFar({ place }: { place: Place | null }) {
  const { t } = useTranslation();
  const fix = useUnit((state) => state.fix);
  const known = useUnit((state) => state.home?.unit.fix?.position);
  const here = fix ?? known;
  if (!place || !here) {
    return (
      <div className="fact">
        <span className="fact-name">{t('unit:facts.distance')}</span>
        <strong>–</strong>
        <span>{place ? t('unit:facts.no_position') : t('unit:facts.no_place')}</span>
      </div>
    );
  }
  const bearing = bearingDeg(here, place);
  return (
    <div className="fact">
      <span className="fact-name">{t('unit:facts.distance')}</span>
      <strong>{distanceText(distanceM(here, place))}</strong>
      <span>
        <svg width="14" height="14" viewBox="0 0 16 16" aria-hidden="true" style={{ rotate: `${Math.round(bearing)}deg` }}>
          <path d="M8 1l5 13-5-3-5 3z" fill="currentColor" />
        </svg>{' '}
        {t(`unit:compass.${compassPoint(bearing)}`)}
      </span>
    </div>
  );
}
