import { useTranslation } from 'react-i18next';
import type { Incident, Order } from '../api/shapes';
import { playEvent } from '../console/selection';
import { useZone } from '../session/session';
import { useRoom } from '../state/store';
import { clockTime } from '../time/format';
import { type Attachment, attachmentsOf } from './lifecycle';

/** Photos, snapshots and clips of the incident, with who and when. */
export function Attachments({ incident, orders }: { incident: Incident; orders: readonly Order[] }) {
  const { t } = useTranslation();
  const zone = useZone();
  const known = useRoom((state) => state.room.events);
  const events = incident.event_ids.map((id) => known[id]).filter((event) => event !== undefined);
  const list = attachmentsOf(orders, events);
  if (list.length === 0) return null;
  const words = (one: Attachment) => (
    <span>
      {t(`dispatch:attachment.${one.kind}`)} <small>{one.by}, {clockTime(one.at, zone)}</small>
    </span>
  );
  const play = (one: Attachment) => {
    const event = known[one.eventId ?? ''];
    if (event) playEvent(event);
  };
  return (
    <>
      <h4>{t('dispatch:attachment.title')} <small>{list.length}</small></h4>
      <ul className="attachments">
        {list.map((one) => (
          <li key={one.key}>
            {one.url ? (
              <a href={one.url} target="_blank" rel="noreferrer">
                <img src={one.url} alt="" loading="lazy" />
                {words(one)}
              </a>
            ) : (
              <button type="button" onClick={() => play(one)}>
                <i aria-hidden="true">▶</i>
                {words(one)}
              </button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
