import { useCallback } from 'react';
import { useTranslation } from 'react-i18next';
import { useZone } from '../../session/session';
import { useRoom } from '../../state/store';
import { dateTime } from '../../time/format';
import { EmptyState } from '../../ui/EmptyState';
import { FaultNote } from '../../ui/FaultNote';
import { tellFault } from '../../ui/notify';
import { allBookmarks, removeBookmark } from '../asks';
import { showRange } from '../show';
import type { Bookmark } from '../shapes';
import { useListed } from './useListed';

const INSTANT_MS = 10_000;

/** Moments that somebody marked, newest first. */
export function BookmarksTab() {
  const { t } = useTranslation();
  const zone = useZone();
  const cameras = useRoom((state) => state.room.cameras);
  const { items, fault, again } = useListed(useCallback(() => allBookmarks(), []));

  if (fault && !items) return <FaultNote fault={fault} what={t('review:failed.list')} />;
  if (items?.length === 0) return <EmptyState title={t('review:bookmarks.empty')} hint={t('review:bookmarks.empty_hint')} />;
  const remove = (bookmark: Bookmark) => {
    removeBookmark(bookmark.id).then(again, (thrown: unknown) => tellFault(t('review:failed.unbookmark'), thrown));
  };
  const show = ({ camera_id, start, end }: Bookmark) => {
    const startMs = Date.parse(start);
    showRange([camera_id], { startMs, endMs: end ? Date.parse(end) : startMs + INSTANT_MS });
  };
  return (
    <ul className="side-list">
      {items?.map((bookmark) => (
        <li key={bookmark.id} className="side-item-row">
          <button type="button" className="side-item" onClick={() => show(bookmark)}>
            <b>{bookmark.title}</b>
            <span>{cameras[bookmark.camera_id]?.name ?? bookmark.camera_id}</span>
            <small>{dateTime(bookmark.start, zone)} · {bookmark.added_by.name}</small>
          </button>
          <button
            type="button"
            className="quiet-button"
            aria-label={t('review:bookmarks.remove', { title: bookmark.title })}
            onClick={() => remove(bookmark)}
          >
            ×
          </button>
        </li>
      ))}
    </ul>
  );
}
