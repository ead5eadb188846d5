import { useTranslation } from 'react-i18next';
import { useZone } from '../session/session';
import { clockTime } from '../time/format';
import { unseen } from './home';
import { read } from './outbox';
import { press } from './sender';
import type { UnitHome } from './shapes';
import { changeBox, readRecall, useUnit } from './store';
import { titleOf } from './useDesk';

/** Plain words for what the room took back or did not take; each stays until it is read. */
export function EventNotices({ home }: { home: UnitHome }) {
  const { t } = useTranslation();
  const zone = useZone();
  const recalled = useUnit((state) => state.recalled);
  const box = useUnit((state) => state.box);
  const { refused } = box;
  return (
    <div aria-live="assertive">
      {unseen(home, box).map((order) => {
        const to = order.ending?.handed_to;
        return (
          <div key={order.id} className="notice">
            <div>
              <strong>
                {to
                  ? t('unit:notice.handed_over', { title: titleOf(home, order), callsign: to.callsign })
                  : t('unit:notice.recalled', { title: titleOf(home, order) })}
              </strong>
              <span>{order.ended_reason ?? t('unit:notice.no_reason')}</span>
            </div>
            <button type="button" onClick={() => press(order, titleOf(home, order), 'see')}>{t('unit:notice.seen')}</button>
          </div>
        );
      })}
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
