import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Window } from '../console/timebar/timeline';
import { usePermission, useZone } from '../session/session';
import { serverNow } from '../state/store';
import { clockTime, duration } from '../time/format';
import { addBookmark, placeHold } from './asks';
import { AddToCase } from './cases/AddToCase';
import { NoteDialog } from './NoteDialog';
import { useReview } from './store';

const DAY_MS = 86_400_000;

/** What can be done with the marked stretch. */
export function RangeActions() {
  const { t } = useTranslation();
  const zone = useZone();
  const range = useReview((state) => state.range);
  if (!range) return <p className="range-hint">{t('review:range_hint')}</p>;
  return (
    <div className="range-actions" role="group" aria-label={t('review:range')}>
      <span>
        {clockTime(range.startMs, zone)} – {clockTime(range.endMs, zone)}{' '}
        <b>{duration((range.endMs - range.startMs) / 1000)}</b>
      </span>
      <Actions range={range} />
      <button type="button" className="quiet-button" onClick={() => useReview.setState({ range: null })}>
        {t('review:unmark')}
      </button>
    </div>
  );
}

function Actions({ range }: { range: Window }) {
  const { t } = useTranslation();
  const cameraIds = useReview((state) => state.cameraIds);
  const mayHold = usePermission('footage.hold');
  const mayExport = usePermission('exports.make');
  const mayKeepCases = usePermission('cases.manage');
  const [asking, setAsking] = useState<'bookmark' | 'hold' | 'case' | null>(null);
  const close = () => setAsking(null);
  const onEach = (work: (cameraId: string) => Promise<unknown>) => Promise.all(cameraIds.map(work));
  const query = new URLSearchParams({
    cameras: cameraIds.join(','), start: new Date(range.startMs).toISOString(), end: new Date(range.endMs).toISOString(),
  });
  return (
    <>
      <button type="button" className="act" onClick={() => setAsking('bookmark')}>{t('review:bookmark')}</button>
      {mayHold && <button type="button" className="act" onClick={() => setAsking('hold')}>{t('review:hold')}</button>}
      {mayKeepCases && <button type="button" className="act" onClick={() => setAsking('case')}>{t('review:add_to_case')}</button>}
      {mayExport && <Link className="act" to={`/exports?${query}`}>{t('review:export')}</Link>}
      {asking === 'bookmark' && (
        <NoteDialog
          title={t('review:bookmark_title')}
          label={t('review:bookmark_label')}
          explains={t('review:bookmark_explains')}
          failed={t('review:failed.bookmark')}
          confirm={t('review:bookmark')}
          submit={(title) => onEach((id) => addBookmark(id, range, title))}
          onClose={close}
        />
      )}
      {asking === 'hold' && (
        <NoteDialog
          title={t('review:hold_title')}
          label={t('review:why')}
          explains={t('review:hold_explains')}
          failed={t('review:failed.hold')}
          confirm={t('review:hold')}
          asksUntil
          submit={(reason, days) => {
            const until = days === null ? null : new Date(serverNow() + days * DAY_MS).toISOString();
            return onEach((id) => placeHold(id, range, reason, until));
          }}
          onClose={close}
        />
      )}
      {asking === 'case' && <AddToCase cameraIds={cameraIds} range={range} onClose={close} />}
    </>
  );
}
