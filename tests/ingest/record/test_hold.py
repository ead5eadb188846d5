"""Held footage stays, whoever wants to delete it, for as long as the hold says."""

from datetime import UTC, datetime, timedelta

import pytest

from ingest.record.hold import Holds, HoldState
from kernel.actor import Actor, ActorKind, system
from kernel.clock import ManualClock
from kernel.errors import Fault
from kernel.ids import CameraId
from kernel.sql.database import Database
from kernel.sql.journal import read_after

T0 = datetime(2026, 1, 1, 8, tzinfo=UTC)
GATE, YARD = CameraId("gate"), CameraId("yard")
REVIEWER = Actor(ActorKind.USER, "usr_1", "Ada")


def at(minutes: float) -> datetime:
    return T0 + timedelta(minutes=minutes)


@pytest.fixture
def holds(database: Database, clock: ManualClock) -> Holds:
    return Holds(database, clock)


def kinds(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        return [(entry.kind, entry.actor.id) for entry in read_after(session, 0)]


def test_hold_says_who_why_and_until_when(holds: Holds, database: Database) -> None:
    placed = holds.place(GATE, at(-60), at(-50), " theft of a bicycle ", at(60), REVIEWER)

    assert holds.list() == [placed]
    assert (placed.reason, placed.until, placed.placed_by) == ("theft of a bicycle", at(60), REVIEWER)
    assert placed.state is HoldState.ACTIVE
    assert kinds(database) == [("hold.placed", "usr_1")]


def test_released_hold_keeps_its_story(holds: Holds, database: Database) -> None:
    placed = holds.place(GATE, at(0), at(1), "theft", None, REVIEWER)
    released = holds.release(placed.id, system("command-line"), "handed to the police")

    assert (released.state, released.release_reason, released.over_at) == (
        HoldState.RELEASED, "handed to the police", T0,
    )  # fmt: skip
    assert holds.list() == []
    assert holds.list(is_active=False) == [released] == [holds.get(placed.id)]
    assert kinds(database)[-1] == ("hold.released", "command-line")
    with pytest.raises(Fault, match="released already"):
        holds.release(placed.id, REVIEWER, "again")


def test_hold_ends_by_itself_and_its_end_is_journalled_once(
    holds: Holds, database: Database, clock: ManualClock
) -> None:
    placed = holds.place(GATE, at(0), at(1), "theft", at(30), REVIEWER)
    clock.advance(29 * 60)
    assert holds.end_due() == 0
    clock.advance(61)

    assert holds.list() == []
    assert holds.get(placed.id).state is HoldState.ENDED, "also before anybody came round to say so"
    assert (holds.end_due(), holds.end_due()) == (1, 0)
    assert holds.get(placed.id).over_at == at(30)
    assert kinds(database)[1:] == [("hold.ended", "retention")]


@pytest.mark.parametrize(
    ("camera", "start", "end", "found"),
    [
        pytest.param(None, None, None, 2, id="all"),
        pytest.param(GATE, None, None, 1, id="one camera's"),
        pytest.param(None, at(10), at(20), 0, id="ranges that only touch do not overlap"),
        pytest.param(None, at(9), None, 2, id="from"),
        pytest.param(YARD, None, at(1), 1, id="before"),
    ],
)
def test_lists(holds: Holds, camera: CameraId | None, start: datetime | None, end: datetime | None, found: int) -> None:
    holds.place(GATE, at(0), at(10), "one", None, REVIEWER)
    holds.place(YARD, at(0), at(10), "two", None, REVIEWER)

    assert len(holds.list(camera, start, end)) == found


@pytest.mark.parametrize(
    ("end", "reason", "until", "says"),
    [
        pytest.param(at(0), "theft", None, "before it starts", id="empty range"),
        pytest.param(at(1), "  ", None, "say why", id="no reason"),
        pytest.param(at(1), "x" * 501, None, "500", id="a novel"),
        pytest.param(at(1), "theft", at(-1), "has passed", id="over before it began"),
    ],
)
def test_hold_that_cannot_be_right_is_refused(
    holds: Holds, end: datetime, reason: str, until: datetime | None, says: str
) -> None:
    with pytest.raises(Fault, match=says):
        holds.place(GATE, at(0), end, reason, until, REVIEWER)

    assert holds.list(is_active=None) == []


def test_unknown_hold_is_not_found(holds: Holds) -> None:
    with pytest.raises(Fault, match="hold_x: not found"):
        holds.release("hold_x", REVIEWER, "why not")
