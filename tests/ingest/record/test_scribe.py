"""Writes in the background outlive a database that is away."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.orm import Session

from ingest.record.catalog import GapRow
from ingest.record.scribe import Scribe
from kernel.clock import SystemClock, from_us
from kernel.errors import unavailable
from kernel.sql.database import Database

PATIENCE_S = 10.0


class Flaky(Database):
    """A database that can be taken away."""

    is_away = False

    @contextmanager
    def write(self) -> Iterator[Session]:
        if self.is_away:
            raise unavailable("database: away")
        with super().write() as session:
            yield session


@pytest.fixture
def flaky(database: Database) -> Flaky:
    return Flaky(database.url.render_as_string())


@pytest.fixture
def scribe(flaky: Flaky) -> Iterator[Scribe]:
    made = Scribe(flaky, SystemClock(), limit=3)
    made.start()
    yield made
    made.stop(0.1)


def note(key: str, reason: str) -> Callable[[Session], None]:
    def write(session: Session) -> None:
        session.merge(GapRow(id=key, camera_id="gate", started_at=from_us(0), ended_at=None, reason=reason))

    return write


def reasons(database: Database) -> dict[str, str]:
    with database.read() as session:
        return {row.id: row.reason for row in session.query(GapRow)}


def test_writes_wait_while_the_database_is_away(flaky: Flaky, scribe: Scribe) -> None:
    flaky.is_away = True
    scribe.put(("gap", "a"), note("a", "first"))
    scribe.put(("gap", "b"), note("b", "other"))
    assert not scribe.settle(0.3)
    assert scribe.fault == "database: away"
    scribe.put(("gap", "a"), note("a", "newer"))
    flaky.is_away = False

    assert scribe.settle(PATIENCE_S)
    assert reasons(flaky) == {"a": "newer", "b": "other"}
    assert scribe.lost == 0


def test_beyond_its_limit_the_oldest_are_lost_and_counted(flaky: Flaky, scribe: Scribe) -> None:
    flaky.is_away = True
    for key in "abcde":
        scribe.put(("gap", key), note(key, "x"))
    flaky.is_away = False

    assert scribe.settle(PATIENCE_S)
    assert scribe.lost == 5 - len(reasons(flaky)) > 0
    assert "e" in reasons(flaky)


def test_write_that_cannot_work_does_not_hold_up_the_others(flaky: Flaky, scribe: Scribe) -> None:
    def broken(session: Session) -> None:
        session.add(GapRow(id="bad", camera_id="gate", started_at=None, ended_at=None, reason="no start"))
        session.flush()

    scribe.put(("gap", "bad"), broken)
    scribe.put(("gap", "good"), note("good", "fine"))

    assert scribe.settle(PATIENCE_S)
    assert reasons(flaky) == {"good": "fine"}
    assert scribe.lost == 1
