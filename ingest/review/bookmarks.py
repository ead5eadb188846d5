"""Bookmarks: a moment or a stretch of a camera's footage that somebody wants to find again."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from ingest.review.tables import BookmarkRow
from kernel.actor import Actor, ActorKind
from kernel.clock import Clock
from kernel.errors import invalid, not_found
from kernel.ids import CameraId, new_id
from kernel.journal import JsonObject
from kernel.sql.database import Database
from kernel.sql.journal import append

_MOST = 1000


@dataclass(frozen=True, slots=True)
class BookmarkDraft:
    """What is marked; `end` None for an instant."""

    camera: CameraId
    start: datetime
    end: datetime | None
    title: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A bookmark as it is kept."""

    id: str
    what: BookmarkDraft
    added_by: Actor
    added_at: datetime
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class BookmarkQuery:
    """Which bookmarks: of these cameras (None: any), overlapping [start, end), with this text in title or note."""

    cameras: Collection[CameraId] | None = None
    start: datetime | None = None
    end: datetime | None = None
    text: str = ""
    limit: int = 200


class Bookmarks:
    """Adds, changes, removes and lists bookmarks. Any thread; each change is one transaction, journalled."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def add(self, draft: BookmarkDraft, actor: Actor) -> Bookmark:
        """Raises an invalid fault for a bookmark without a title, or one that ends before it starts."""
        draft, now = _checked(draft), self._clock.now()
        row = BookmarkRow(
            id=new_id("mark", now),
            camera_id=draft.camera,
            added_by_id=actor.id,
            added_by_name=actor.name,
            added_at=now,
            changed_at=now,
        )
        with self._database.write() as session:
            _write(row, draft)
            session.add(row)
            return self._told(session, row, now, actor, "bookmark.added")

    def get(self, bookmark_id: str) -> Bookmark:
        """Raises a not-found fault."""
        with self._database.read() as session:
            return _bookmark(_row(session, bookmark_id))

    def change(self, bookmark_id: str, draft: BookmarkDraft, actor: Actor) -> Bookmark:
        """Replace what it says; the camera stays."""
        draft, now = _checked(draft), self._clock.now()
        with self._database.write() as session:
            row = _row(session, bookmark_id)
            _write(row, draft)
            row.changed_at = now
            return self._told(session, row, now, actor, "bookmark.changed")

    def remove(self, bookmark_id: str, actor: Actor) -> None:
        """Raises a not-found fault."""
        with self._database.write() as session:
            row = _row(session, bookmark_id)
            session.delete(row)
            self._told(session, row, self._clock.now(), actor, "bookmark.removed")

    def list(self, query: BookmarkQuery) -> Sequence[Bookmark]:
        """The latest in the footage first."""
        wanted = select(BookmarkRow).order_by(BookmarkRow.started_at.desc(), BookmarkRow.id.desc())
        ends = func.coalesce(BookmarkRow.ended_at, BookmarkRow.started_at)
        if query.cameras is not None:
            wanted = wanted.where(BookmarkRow.camera_id.in_(list(query.cameras)))
        if query.start is not None:
            wanted = wanted.where(ends >= query.start)
        if query.end is not None:
            wanted = wanted.where(BookmarkRow.started_at < query.end)
        if query.text:
            like = (column.icontains(query.text, autoescape=True) for column in (BookmarkRow.title, BookmarkRow.note))
            wanted = wanted.where(or_(*like))
        with self._database.read() as session:
            return [_bookmark(row) for row in session.scalars(wanted.limit(min(max(query.limit, 1), _MOST)))]

    def _told(self, session: Session, row: BookmarkRow, now: datetime, actor: Actor, kind: str) -> Bookmark:
        session.flush()
        bookmark = _bookmark(row)
        append(session, now, actor, kind, f"bookmark:{bookmark.id}", bookmark_data(bookmark))
        return bookmark


def bookmark_data(bookmark: Bookmark) -> JsonObject:
    """The bookmark in the shape of `BookmarkView`."""
    what = bookmark.what
    return {
        "id": bookmark.id,
        "camera_id": what.camera,
        "start": what.start.isoformat(),
        "end": what.end.isoformat() if what.end else None,
        "title": what.title,
        "note": what.note,
        "added_by": {"id": bookmark.added_by.id, "name": bookmark.added_by.name},
        "added_at": bookmark.added_at.isoformat(),
        "changed_at": bookmark.changed_at.isoformat(),
    }


def _checked(draft: BookmarkDraft) -> BookmarkDraft:
    if not draft.title.strip():
        raise invalid("bookmark: a bookmark needs a title")
    if draft.end is not None and draft.end <= draft.start:
        raise invalid(f"bookmark: ends at {draft.end.isoformat()}, before it starts; leave the end out for an instant")
    return replace(draft, title=draft.title.strip(), note=draft.note.strip())


def _write(row: BookmarkRow, draft: BookmarkDraft) -> None:
    row.started_at, row.ended_at, row.title, row.note = draft.start, draft.end, draft.title, draft.note


def _row(session: Session, bookmark_id: str) -> BookmarkRow:
    row = session.get(BookmarkRow, bookmark_id)
    if row is None:
        raise not_found("bookmark", bookmark_id)
    return row


def _bookmark(row: BookmarkRow) -> Bookmark:
    what = BookmarkDraft(CameraId(row.camera_id), row.started_at, row.ended_at, row.title, row.note)
    added_by = Actor(ActorKind.USER, row.added_by_id, row.added_by_name)
    return Bookmark(row.id, what, added_by, row.added_at, row.changed_at)
