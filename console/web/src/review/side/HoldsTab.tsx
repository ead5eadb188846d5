import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { usePermission, useZone } from '../../session/session';
import { useRoom } from '../../state/store';
import { dateTime } from '../../time/format';
import { EmptyState } from '../../ui/EmptyState';
import { FaultNote } from '../../ui/FaultNote';
import { allHolds, releaseHold } from '../asks';
import { NoteDialog } from '../NoteDialog';
import { showRange } from '../show';
import type { Hold } from '../shapes';
import { useListed } from './useListed';

/** Footage that nothing deletes: who holds it, why, until when. */
export function HoldsTab() {
  const { t } = useTranslation();
  const zone = useZone();
  const cameras = useRoom((state) => state.room.cameras);
  const mayHold = usePermission('footage.hold');
  const { items, fault, again } = useListed(useCallback(() => allHolds(), []));
  const [releasing, setReleasing] = useState<Hold | null>(null);

  if (fault && !items) return <FaultNote fault={fault} what={t('review:failed.list')} />;
  if (items?.length === 0) return <EmptyState title={t('review:holds.empty')} hint={t('review:holds.empty_hint')} />;
  return (
    <>
      <ul className="side-list">
        {items?.map((hold) => (
          <li key={hold.id} className="side-item-row">
            <button
              type="button"
              className="side-item"
              onClick={() => showRange([hold.camera_id], { startMs: Date.parse(hold.start), endMs: Date.parse(hold.end) })}
            >
              <b>{hold.reason}</b>
              <span>{cameras[hold.camera_id]?.name ?? hold.camera_id}</span>
              <small>{dateTime(hold.start, zone)} – {dateTime(hold.end, zone)}</small>
              <small>
                {hold.placed_by.name} ·{' '}
                {hold.until ? t('review:holds.until', { at: dateTime(hold.until, zone).slice(0, 10) }) : t('review:without_end')}
              </small>
            </button>
            {mayHold && (
              <button type="button" className="quiet-button" onClick={() => setReleasing(hold)}>{t('review:holds.release')}</button>
            )}
          </li>
        ))}
      </ul>
      {releasing && (
        <NoteDialog
          title={t('review:holds.release_title')}
          label={t('review:why')}
          explains={t('review:holds.release_explains')}
          failed={t('review:failed.release')}
          confirm={t('review:holds.release')}
          submit={(reason) => releaseHold(releasing.id, reason).then(again)}
          onClose={() => setReleasing(null)}
        />
      )}
    </>
  );
}
