import { useTranslation } from 'react-i18next';
import { useZone } from '../session/session';
import { clockTime } from '../time/format';
import { read } from './outbox';
import type { UnitHome } from './shapes';
import { changeBox, readRecall, useUnit } from './store';
import { titleOf } from './useDesk';

/** Plain words for what the room took back or did not take; each stays until it is read. */
export function EventNotices({ home }: { home: UnitHome }) {
  const { t } = useTranslation();
  const zone = useZone();
  const recalled = useUnit((state) => state.recalled);
  const refused = useUnit((state) => state.box.refused);
  return (
    <div aria-live="assertive">
      {recalled.map((order) => (
        <div key={order.id} className="notice">
          <div>
            <strong>{t('unit:notice.recalled', { title: titleOf(home, order) })}</strong>
            <span>{order.ended_reason ?? t('unit:notice.no_reason')}</span>
          </div>
          <button type="button" onClick={() => readRecall(order.id)}>{t('unit:notice.read')}</button>
        </div>
      ))}
      {refused.map((each) => (
        <div key={each.id} className="notice">
          <div>
            <strong>{t('unit:notice.refused', { act: t(`unit:act.${each.act}`), time: clockTime(each.at, zone) })}</strong>
            <span>{each.title}: {each.reason}</span>
          </div>
          <button type="button" onClick={() => changeBox((box) => read(box, each.id))}>{t('unit:notice.read')}</button>
        </div>
      ))}
    </div>
  );
}
