import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { useRoom } from '../../state/store';
import { dateTime, duration } from '../../time/format';
import { showRange } from '../show';
import type { CaseItem } from '../shapes';

interface Props {
  caseId: string;
  item: CaseItem;
  onRemove: (() => void) | undefined;
}

const SNAPSHOT_MS = 10_000;

/** A thing in a case; one that was taken out stays, struck through, with the reason. */
export function CaseItemRow({ caseId, item, onRemove }: Props) {
  const { t } = useTranslation();
  const zone = useZone();
  const cameras = useRoom((state) => state.room.cameras);
  const { camera_id: camera, start, end } = item;
  const startMs = start ? Date.parse(start) : null;
  const endMs = end ? Date.parse(end) : null;
  const show = () => {
    if (camera && startMs !== null) showRange([camera], { startMs, endMs: endMs ?? startMs + SNAPSHOT_MS });
  };
  return (
    <li className={`side-item-row${item.removed_at ? ' is-removed' : ''}`}>
      <button type="button" className="side-item" onClick={show} disabled={!camera}>
        <b>{t(`review:item.${item.kind}`)}{camera && ` · ${cameras[camera]?.name ?? camera}`}</b>
        {item.kind === 'snapshot' && !item.removed_at && (
          <img className="case-snapshot" src={`/api/cases/${caseId}/items/${item.id}/snapshot.jpg`} alt="" loading="lazy" />
        )}
        {startMs !== null && (
          <small>{dateTime(startMs, zone)}{endMs !== null && ` · ${duration((endMs - startMs) / 1000)}`}</small>
        )}
        {item.text && <span>{item.text}</span>}
        <small>{item.added_by.name} · {dateTime(item.added_at, zone)}</small>
        {item.removed_at && <small>{t('review:cases.removed', { by: item.removed_by?.name ?? '', why: item.remove_reason ?? '' })}</small>}
      </button>
      {onRemove && (
        <button type="button" className="quiet-button" aria-label={t('review:cases.remove')} onClick={onRemove}>×</button>
      )}
    </li>
  );
}
