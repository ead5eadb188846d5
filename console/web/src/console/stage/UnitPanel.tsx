import { useTranslation } from 'react-i18next';
import { OrderStack } from '../../dispatch/OrderStack';
import { ReservationCard } from '../../dispatch/ReservationCard';
import { useRoom } from '../../state/store';
import { duration } from '../../time/format';
import { useServerNow } from '../../time/useServerNow';
import { isStale } from '../map/motion';
import { MessageThread } from '../messages/MessageThread';

/** A unit: who, in what state, where, and its orders. */
export function UnitPanel({ id }: { id: string }) {
  const { t } = useTranslation();
  const now = useServerNow();
  const unit = useRoom((state) => state.room.units[id]);
  if (!unit) return null;
  const { fix } = unit;
  const details = fix
    ? [
        t('console:unit.age', { for: duration((now - Date.parse(fix.at)) / 1000) }),
        fix.accuracy_m !== null && `±${Math.round(fix.accuracy_m)} m`,
        fix.speed_mps !== null && `${Math.round(fix.speed_mps * 3.6)} km/h`,
        fix.battery_percent !== null && t('console:unit.battery', { percent: Math.round(fix.battery_percent) }),
      ].filter(Boolean)
    : [];
  return (
    <div className="detail">
      <header className="detail-head">
        <h3>{unit.callsign}</h3>
        <span className="detail-state">
          {t(`common:unit_status.${unit.status}`)} · {duration((now - Date.parse(unit.status_since)) / 1000)}
        </span>
      </header>
      <dl className="facts">
        <dt>{t('console:unit.kind')}</dt>
        <dd>{t(`common:unit_kind.${unit.kind}`)}</dd>
        <dt>{t('console:unit.crew')}</dt>
        <dd>{unit.crew.join(', ') || '—'}</dd>
        <dt>{t('console:unit.position')}</dt>
        <dd>
          {fix ? details.join(' · ') : t('console:unit.no_fix')}
          {fix && isStale(fix, now) && <b className="facts-warn">▲ {t('console:unit.stale')}</b>}
        </dd>
        <dt>{t('console:unit.phone')}</dt>
        <dd>{unit.phone_connected ? t('console:unit.connected') : t('console:unit.not_connected')}</dd>
      </dl>
      <h4>{t('console:unit.orders')}</h4>
      <OrderStack unit={unit} />
      <ReservationCard unit={unit} />
      <MessageThread key={unit.id} unitId={unit.id} />
    </div>
  );
}
