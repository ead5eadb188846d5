"""Cases: their items and holds, two people at once, and a custody log that tells all and cannot be changed unseen."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from ingest.record.hold import Hold, Holds, HoldState
from ingest.review.case import CaseChange, CaseDraft, CaseState, ItemDraft, ItemKind, StaleCase
from ingest.review.cases import CaseQuery, Cases
from kernel.actor import Actor, ActorKind
from kernel.clock import ManualClock
from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId
from kernel.journal import verify_chain
from kernel.sql.database import Base, Database
from kernel.sql.journal import read_after

ANNA = Actor(ActorKind.USER, "usr_anna", "Anna")
BEN = Actor(ActorKind.USER, "usr_ben", "Ben")
GATE = CameraId("gate")
START = ManualClock().now()
CLIP = ItemDraft(ItemKind.CLIP, GATE, START, START + timedelta(minutes=5), "the van arrives")
PICTURE = b"\xff\xd8\xff picture"


@pytest.fixture
def database(tmp_path: Path) -> Database:
    made = Database(f"sqlite:///{tmp_path}/w.db")
    Base.metadata.create_all(made.engine)
    return made


@pytest.fixture
def holds(database: Database, clock: ManualClock) -> Holds:
    return Holds(database, clock)


@pytest.fixture
def cases(database: Database, clock: ManualClock, holds: Holds, tmp_path: Path) -> Cases:
    return Cases(database, clock, holds, tmp_path / "cases")


def kinds(cases: Cases, case_id: str) -> list[str]:
    return [entry.kind for entry in reversed(cases.custody(case_id))]


def test_a_clip_holds_its_footage_until_it_is_taken_out(cases: Cases, holds: Holds) -> None:
    case = cases.open(CaseDraft("Theft"), ANNA)
    clip = cases.add_item(case.id, CLIP, BEN)

    (hold,) = holds.list(GATE)
    assert (hold.id, hold.start, hold.end, hold.until, hold.placed_by) == (
        clip.hold_id, CLIP.start, CLIP.end, None, BEN,
    )  # fmt: skip
    assert case.number in hold.reason
    cases.remove_item(case.id, clip.id, "another van", True, ANNA)
    assert holds.get(hold.id).state is HoldState.RELEASED
    assert "another van" in (holds.get(hold.id).release_reason or "")
    (gone,) = cases.get(case.id).items
    assert (gone.removed_by, gone.remove_reason, gone.hold_id) == (ANNA, "another van", None)


def test_a_hold_can_outlast_the_clip(cases: Cases, holds: Holds) -> None:
    case = cases.open(CaseDraft("Theft"), ANNA)
    clip = cases.add_item(case.id, CLIP, ANNA)
    cases.remove_item(case.id, clip.id, "belongs to another case", False, ANNA)
    assert [hold.id for hold in holds.list(GATE)] == [clip.hold_id]


@pytest.mark.parametrize("releases", [True, False], ids=["released", "kept"])
def test_closing_releases_holds_or_not_and_reopening_holds_again(cases: Cases, holds: Holds, releases: bool) -> None:
    case = cases.open(CaseDraft("Theft"), ANNA)
    cases.add_item(case.id, CLIP, ANNA)
    closed = cases.close(case.id, 2, "found the owner", releases, BEN)

    assert (closed.state, closed.outcome) == (CaseState.CLOSED, "found the owner")
    assert len(holds.list(GATE)) == (0 if releases else 1)
    with pytest.raises(Fault, match="is closed; reopen it first"):
        cases.add_item(case.id, CLIP, ANNA)
    assert len(holds.list(GATE)) == (0 if releases else 1)
    opened = cases.reopen(case.id, closed.version, BEN)
    assert opened.closed_at is None
    assert [hold.id for hold in holds.list(GATE)] == [opened.items[0].hold_id]


def test_a_hold_that_somebody_released_by_hand_does_not_stand_in_the_way(cases: Cases, holds: Holds) -> None:
    case = cases.open(CaseDraft("Theft"), ANNA)
    clip = cases.add_item(case.id, CLIP, ANNA)
    assert clip.hold_id is not None
    holds.release(clip.hold_id, BEN, "tidying up")
    assert cases.close(case.id, 2, "", True, ANNA).state is CaseState.CLOSED


def test_of_two_people_at_once_the_second_is_shown_the_present_state(cases: Cases) -> None:
    case = cases.open(CaseDraft("Theft"), ANNA)
    cases.change(case.id, case.version, CaseChange(title="Burglary"), ANNA)

    with pytest.raises(StaleCase) as caught:
        cases.change(case.id, case.version, CaseChange(title="Robbery"), BEN)
    assert caught.value.kind is FaultKind.CONFLICT
    assert (caught.value.case.title, caught.value.case.version) == ("Burglary", 2)
    with pytest.raises(StaleCase):
        cases.close(case.id, 1, "", True, BEN)
    with pytest.raises(StaleCase):
        cases.reopen(case.id, 1, BEN)
    assert cases.get(case.id).state is CaseState.OPEN


def test_a_step_that_is_none_names_both_states(cases: Cases, holds: Holds) -> None:
    case = cases.open(CaseDraft("Theft"), ANNA)
    cases.add_item(case.id, CLIP, ANNA)
    with pytest.raises(Fault, match="is open and cannot become open"):
        cases.reopen(case.id, 2, ANNA)
    assert len(holds.list(GATE)) == 1


def test_a_snapshot_is_a_file_with_its_hash_and_a_touched_one_is_found_out(cases: Cases, tmp_path: Path) -> None:
    case = cases.open(CaseDraft("Theft"), ANNA)
    item = cases.add_item(case.id, ItemDraft(ItemKind.SNAPSHOT, GATE, START), ANNA, PICTURE)

    path = cases.snapshot(case.id, item.id)
    assert path.read_bytes() == PICTURE
    assert path.is_relative_to(tmp_path / "cases")
    path.write_bytes(PICTURE + b"!")
    with pytest.raises(Fault, match="not what was put into the case") as caught:
        cases.snapshot(case.id, item.id)
    assert caught.value.kind is FaultKind.CORRUPT
    other = cases.open(CaseDraft("Other"), ANNA)
    with pytest.raises(Fault, match="not found"):
        cases.snapshot(other.id, item.id)


@pytest.mark.parametrize(
    ("draft", "picture"),
    [
        (ItemDraft(ItemKind.CLIP, GATE, START), None),
        (ItemDraft(ItemKind.CLIP, GATE, START, START), None),
        (ItemDraft(ItemKind.SNAPSHOT, GATE), PICTURE),
        (ItemDraft(ItemKind.SNAPSHOT, GATE, START), None),
        (ItemDraft(ItemKind.NOTE, text="  "), None),
        (ItemDraft(ItemKind.EXPORT), None),
        (ItemDraft(ItemKind.NOTE, text="x"), PICTURE),
    ],
    ids=["no end", "no length", "no instant", "no picture", "no text", "no export", "a note with a picture"],
)
def test_an_item_that_lacks_something_is_refused_and_nothing_is_held(
    cases: Cases, holds: Holds, draft: ItemDraft, picture: bytes | None
) -> None:
    case = cases.open(CaseDraft("Theft"), ANNA)
    with pytest.raises(Fault) as caught:
        cases.add_item(case.id, draft, ANNA, picture)
    assert caught.value.kind is FaultKind.INVALID
    assert cases.get(case.id).items == ()
    assert holds.list() == []


class Overtaken(Holds):
    """Holds during whose placing somebody closes the case."""

    meanwhile: Callable[[], object]

    def place(
        self, camera: CameraId, start: datetime, end: datetime, reason: str, until: datetime | None, actor: Actor
    ) -> Hold:
        placed = super().place(camera, start, end, reason, until, actor)
        self.meanwhile()
        return placed


def test_a_clip_for_a_case_that_closes_meanwhile_leaves_no_hold_behind(
    database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    holds = Overtaken(database, clock)
    cases = Cases(database, clock, holds, tmp_path)
    case = cases.open(CaseDraft("Theft"), ANNA)
    holds.meanwhile = lambda: cases.close(case.id, 1, "", True, BEN)
    with pytest.raises(Fault, match="is closed"):
        cases.add_item(case.id, CLIP, ANNA)
    assert [hold.state for hold in holds.list(is_active=None)] == [HoldState.RELEASED]


class Unwilling:
    """Holds that cannot be placed."""

    def place(
        self, camera: CameraId, start: datetime, end: datetime, reason: str, until: datetime | None, actor: Actor
    ) -> Hold:
        raise Fault(FaultKind.UNAVAILABLE, "database: away")

    def release(self, hold_id: str, actor: Actor, reason: str) -> None:
        raise AssertionError("nothing was placed")


def test_a_clip_whose_footage_cannot_be_held_is_not_added(
    database: Database, clock: ManualClock, tmp_path: Path
) -> None:
    cases = Cases(database, clock, Unwilling(), tmp_path)
    case = cases.open(CaseDraft("Theft"), ANNA)
    with pytest.raises(Fault, match="away"):
        cases.add_item(case.id, CLIP, ANNA)
    assert cases.get(case.id).items == ()


def test_the_log_tells_every_change_and_look_and_is_part_of_the_chain(
    cases: Cases, clock: ManualClock, database: Database
) -> None:
    case = cases.open(CaseDraft("Theft", people=("usr_ben",)), ANNA)
    note = cases.add_item(case.id, ItemDraft(ItemKind.NOTE, text="called the owner"), ANNA)
    for _ in range(3):
        cases.viewed(case.id, BEN)
        clock.advance(25)
    cases.viewed(case.id, BEN, note.id)
    cases.remove_item(case.id, note.id, "wrong owner", True, ANNA)
    cases.close(case.id, 3, "", True, ANNA)

    assert kinds(cases, case.id) == [
        "case.opened", "case.item_added", "case.viewed", "case.viewed", "case.item_removed", "case.closed",
    ]  # fmt: skip
    with database.read() as session:
        assert verify_chain(read_after(session, 0)) == 6
    with database.write() as session:
        session.execute(text("UPDATE journal SET actor_name = 'Nobody' WHERE sequence = 3"))
    with database.read() as session, pytest.raises(Fault, match="entry 3"):
        verify_chain(read_after(session, 0))


def test_a_look_after_a_minute_is_another_look(cases: Cases, clock: ManualClock) -> None:
    case = cases.open(CaseDraft("Theft"), ANNA)
    for _ in range(2):
        cases.viewed(case.id, BEN)
        clock.advance(61)
    assert kinds(cases, case.id).count("case.viewed") == 2


def test_the_log_is_read_page_by_page(cases: Cases) -> None:
    case = cases.open(CaseDraft("Theft"), ANNA)
    for version in range(1, 5):
        cases.change(case.id, version, CaseChange(description=str(version)), ANNA)
    first = cases.custody(case.id, limit=3)
    second = cases.custody(case.id, before=first[-1].sequence, limit=3)
    assert [entry.data["version"] for entry in (*first, *second)] == [5, 4, 3, 2, 1]


def test_numbers_count_through_the_year_and_none_is_given_twice(cases: Cases, clock: ManualClock) -> None:
    numbers = [
        cases.open(CaseDraft("x", number=number), ANNA).number for number in (None, "B-7", None, "2026-0041", None)
    ]
    assert numbers == ["2026-0001", "B-7", "2026-0002", "2026-0041", "2026-0042"]
    with pytest.raises(Fault, match="case number B-7: is taken") as caught:
        cases.open(CaseDraft("x", number="B-7"), ANNA)
    assert caught.value.kind is FaultKind.CONFLICT
    clock.advance(366 * 86_400)
    assert cases.open(CaseDraft("x"), ANNA).number == "2027-0001"


def test_lists_hold_what_a_person_may_see(cases: Cases) -> None:
    theirs = cases.open(CaseDraft("Van"), BEN)
    named = cases.open(CaseDraft("Walker", people=(BEN.id,)), ANNA)
    other = cases.open(CaseDraft("Dog"), ANNA)
    cases.close(other.id, 1, "", True, ANNA)

    assert [case.id for case in cases.list(CaseQuery(seen_by=BEN.id))] == [named.id, theirs.id]
    assert [case.id for case in cases.list(CaseQuery())] == [other.id, named.id, theirs.id]
    assert [case.id for case in cases.list(CaseQuery(state=CaseState.CLOSED))] == [other.id]
    assert [case.id for case in cases.list(CaseQuery(text="walk"))] == [named.id]
    assert [case.id for case in cases.list(CaseQuery(limit=1))] == [other.id]
