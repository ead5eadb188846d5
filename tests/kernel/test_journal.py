"""The journal under writers that race, on both databases, and its chain."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import update

from kernel.actor import system
from kernel.clock import ManualClock, SystemClock
from kernel.errors import Fault, FaultKind
from kernel.journal import GENESIS, Entry, verify_chain
from kernel.sql import journal
from kernel.sql.database import Base, Database
from kernel.sql.journal import JournalRow, Tail

WRITERS, EACH = 6, 25


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    url = f"sqlite:///{tmp_path}/w.db" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    database = Database(url)
    Base.metadata.create_all(
        database.engine, tables=[Base.metadata.tables["journal"], Base.metadata.tables["journal_cursor"]]
    )
    yield database
    database.close()


def write(database: Database, kind: str, subject: str = "thing:1", number: int = 0) -> Entry:
    with database.write() as session:
        return journal.append(session, SystemClock().now(), system("test"), kind, subject, {"number": number})


def everything(database: Database) -> list[Entry]:
    with database.read() as session:
        return list(journal.read_after(session, 0, limit=100_000))


def race(database: Database) -> list[threading.Thread]:
    def work(writer: int) -> None:
        for number in range(EACH):
            write(database, "thing.changed", f"thing:{writer}", number)

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(WRITERS)]
    for thread in threads:
        thread.start()
    return threads


def test_concurrent_writers_leave_no_hole_and_an_unbroken_chain(database: Database) -> None:
    for thread in race(database):
        thread.join()

    entries = everything(database)

    assert [entry.sequence for entry in entries] == list(range(1, WRITERS * EACH + 1))
    assert verify_chain(entries) == WRITERS * EACH
    for writer in range(WRITERS):
        own = [entry.data["number"] for entry in entries if entry.subject == f"thing:{writer}"]
        assert own == list(range(EACH))


def test_tails_that_read_while_writers_race_see_every_entry_once_and_in_order(database: Database) -> None:
    seen: list[list[int]] = [[], []]
    stop = threading.Event()

    def follow(into: list[int]) -> None:
        Tail(database, SystemClock(), after=0).follow(lambda entry: into.append(entry.sequence), stop)

    followers = [threading.Thread(target=follow, args=(into,)) for into in seen]
    for follower in followers:
        follower.start()
    for thread in race(database):
        thread.join()
    deadline = SystemClock().monotonic() + 10
    while any(len(into) < WRITERS * EACH for into in seen) and SystemClock().monotonic() < deadline:
        SystemClock().wait(0.02, threading.Event())
    stop.set()
    for follower in followers:
        follower.join()

    assert seen == [list(range(1, WRITERS * EACH + 1))] * 2


def test_tail_resumes_where_it_stopped(database: Database) -> None:
    for number in range(5):
        write(database, "thing.changed", number=number)
    first = Tail(database, ManualClock(), after=0)
    assert [entry.sequence for entry in first.poll(limit=2)] == [1, 2]

    second = Tail(database, ManualClock(), after=first.sequence)

    assert [entry.sequence for entry in second.poll()] == [3, 4, 5]
    assert second.poll() == []


def test_entry_is_invisible_until_its_change_commits_and_gone_when_it_does_not(database: Database) -> None:
    def fail() -> None:
        with database.write() as session:
            journal.append(session, ManualClock().now(), system("test"), "thing.changed", "thing:1", {})
            raise LookupError("the change went wrong after its entry")

    with pytest.raises(LookupError):
        fail()

    assert everything(database) == []
    assert write(database, "thing.changed").sequence == 1


def test_cursor_moves_with_the_effect_or_not_at_all(database: Database) -> None:
    with database.write() as session:
        journal.move_cursor(session, "reactions", 3)

    def fail() -> None:
        with database.write() as session:
            journal.move_cursor(session, "reactions", 9)
            raise LookupError("the effect went wrong")

    with pytest.raises(LookupError):
        fail()

    with database.read() as session:
        assert journal.read_cursor(session, "reactions") == 3
        assert journal.read_cursor(session, "nobody") is None


def test_changed_past_is_found_and_named(database: Database) -> None:
    for number in range(4):
        write(database, "thing.changed", number=number)
    with database.write() as session:
        session.execute(update(JournalRow).where(JournalRow.sequence == 3).values(data={"number": 99}))

    with pytest.raises(Fault, match="entry 3") as raised:
        verify_chain(everything(database))

    assert raised.value.kind is FaultKind.CORRUPT


def test_removed_entry_breaks_the_chain_at_the_next_one(database: Database) -> None:
    for number in range(3):
        write(database, "thing.changed", number=number)
    entries = everything(database)

    with pytest.raises(Fault, match="entry 3"):
        verify_chain([entries[0], entries[2]])
    assert verify_chain([replace(entries[0], previous_hash=GENESIS), *entries[1:]]) == 3


def test_history_of_one_subject_is_oldest_first(database: Database) -> None:
    for kind, subject in (("a.x", "a:1"), ("b.x", "b:1"), ("a.y", "a:1")):
        write(database, kind, subject)

    with database.read() as session:
        assert [entry.kind for entry in journal.read_subject(session, "a:1")] == ["a.x", "a.y"]
        assert journal.last_sequence(session) == 3
