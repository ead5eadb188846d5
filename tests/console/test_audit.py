"""Looks at footage become few entries that say enough."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from console.audit import FootageAudit, Look, View
from kernel.actor import Actor, ActorKind
from kernel.clock import ManualClock
from kernel.journal import Entry
from kernel.sql.database import Base, Database
from kernel.sql.journal import read_after

LIN = Actor(ActorKind.USER, "usr_lin", "Lin")
WU = Actor(ActorKind.USER, "usr_wu", "Wu")


class Desk:
    def __init__(self, folder: Path, clock: ManualClock) -> None:
        self.clock = clock
        self.database = Database(f"sqlite:///{folder / 'w.db'}")
        Base.metadata.create_all(self.database.engine)
        self.audit = FootageAudit(self.database, clock)
        self.zero = clock.now()

    def look(
        self, start_s: float, end_s: float, who: Actor = LIN, camera: str = "gate", look: Look = Look.PLAYBACK
    ) -> None:
        self.audit.viewed(View(who, camera, look, self.at(start_s), self.at(end_s)))

    def at(self, seconds: float) -> datetime:
        return self.zero + timedelta(seconds=seconds)

    def entries(self) -> list[Entry]:
        with self.database.read() as session:
            return list(read_after(session, 0))

    def spans(self) -> list[tuple[float, float]]:
        return [
            tuple(
                (datetime.fromisoformat(str(entry.data[key])) - self.zero).total_seconds() for key in ("start", "end")
            )  # type: ignore[misc]
            for entry in self.entries()
        ]


@pytest.fixture
def desk(tmp_path: Path, clock: ManualClock) -> Desk:
    return Desk(tmp_path, clock)


def test_the_first_look_is_written_at_once_with_who_and_what(desk: Desk) -> None:
    desk.look(0, 60)

    (entry,) = desk.entries()
    assert (entry.kind, entry.subject, entry.actor) == ("footage.viewed", "camera:gate", LIN)
    assert entry.data["look"] == "playback"


def test_further_looks_within_a_minute_are_joined_into_the_next_entry(desk: Desk) -> None:
    for number in range(10):
        desk.look(60 * number, 60 * number + 60)
        desk.clock.advance(3)
    assert desk.spans() == [(0, 60)]

    desk.clock.advance(60)
    desk.audit.flush()

    assert desk.spans() == [(0, 60), (60, 600)]


def test_nothing_is_lost_when_the_house_closes(desk: Desk) -> None:
    desk.look(0, 60)
    desk.look(60, 120)

    desk.audit.flush(everything=True)

    assert desk.spans() == [(0, 60), (60, 120)]


@pytest.mark.parametrize(
    "other",
    [{"who": WU}, {"camera": "depot"}, {"look": Look.LIVE}],
    ids=["another person", "another camera", "another way of looking"],
)
def test_different_looks_are_not_joined(desk: Desk, other: dict[str, object]) -> None:
    desk.look(0, 60)
    desk.look(0, 60, **other)  # type: ignore[arg-type]

    assert len(desk.entries()) == 2


def test_pictures_that_refresh_by_themselves_are_written_seldom(desk: Desk) -> None:
    for _ in range(60):
        desk.look(0, 0, look=Look.SNAPSHOT)
        desk.clock.advance(30)
        desk.audit.flush()

    assert len(desk.entries()) in (2, 3)
