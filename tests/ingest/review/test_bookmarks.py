"""Bookmarks: kept, changed, found again, and in the journal."""

from datetime import timedelta
from pathlib import Path

import pytest

from ingest.review.bookmarks import BookmarkDraft, BookmarkQuery, Bookmarks, bookmark_data
from kernel.actor import Actor, ActorKind
from kernel.clock import ManualClock
from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId
from kernel.sql.database import Base, Database
from kernel.sql.journal import read_after

ANNA = Actor(ActorKind.USER, "usr_anna", "Anna")
GATE, YARD = CameraId("gate"), CameraId("yard")
START = ManualClock().now()
MINUTE = timedelta(minutes=1)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(f"sqlite:///{tmp_path}/w.db")
    Base.metadata.create_all(made.engine)
    return made


@pytest.fixture
def bookmarks(database: Database, clock: ManualClock) -> Bookmarks:
    return Bookmarks(database, clock)


def test_each_change_is_in_the_journal_as_the_page_shows_it(bookmarks: Bookmarks, database: Database) -> None:
    added = bookmarks.add(BookmarkDraft(GATE, START, None, " Red van ", "from the left"), ANNA)
    changed = bookmarks.change(added.id, BookmarkDraft(GATE, START, START + MINUTE, "Red van, twice"), ANNA)
    bookmarks.remove(added.id, ANNA)

    with database.read() as session:
        entries = read_after(session, 0)
    assert [entry.kind for entry in entries] == ["bookmark.added", "bookmark.changed", "bookmark.removed"]
    assert [entry.data for entry in entries] == [bookmark_data(added), bookmark_data(changed), bookmark_data(changed)]
    assert added.what.title == "Red van"
    with pytest.raises(Fault) as caught:
        bookmarks.get(added.id)
    assert caught.value.kind is FaultKind.NOT_FOUND


def test_found_by_camera_range_and_text(bookmarks: Bookmarks) -> None:
    van = bookmarks.add(BookmarkDraft(GATE, START, None, "Van", "100% red"), ANNA).id
    walk = bookmarks.add(BookmarkDraft(GATE, START + 2 * MINUTE, START + 5 * MINUTE, "Walker"), ANNA).id
    dog = bookmarks.add(BookmarkDraft(YARD, START + 9 * MINUTE, None, "Dog"), ANNA).id

    def found(**wanted: object) -> list[str]:
        return [mark.id for mark in bookmarks.list(BookmarkQuery(**wanted))]  # type: ignore[arg-type]

    assert found() == [dog, walk, van]
    assert found(cameras=[GATE]) == [walk, van]
    assert found(cameras=[]) == []
    assert found(start=START + 4 * MINUTE, end=START + 9 * MINUTE) == [walk]
    assert found(end=START + MINUTE) == [van]
    assert found(start=START, end=START + timedelta(microseconds=1)) == [van]
    assert found(text="RED") == [van]
    assert found(text="0%") == [van]
    assert found(text="%") == [van]
    assert found(limit=1) == [dog]


@pytest.mark.parametrize(
    "draft",
    [BookmarkDraft(GATE, START, None, "  "), BookmarkDraft(GATE, START, START, "x")],
    ids=["no title", "ends before it starts"],
)
def test_what_cannot_be_right_is_refused(bookmarks: Bookmarks, draft: BookmarkDraft) -> None:
    with pytest.raises(Fault) as caught:
        bookmarks.add(draft, ANNA)
    assert caught.value.kind is FaultKind.INVALID
    assert bookmarks.list(BookmarkQuery()) == []
