"""Fixes: which one the unit stands at, and what is kept."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import func, select

from kernel.errors import Fault
from kernel.geo import LatLon, destination
from patrol.position import Doubts, Fix, FixVerdict, judge
from patrol.store.tables import FixRow
from patrol.unit import UnitStatus
from tests.patrol.room import LIN, SQUARE, Room

NOW = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
V = FixVerdict


def fix_at(age_s: float, distance_m: float = 0.0, accuracy_m: float | None = 10.0) -> Fix:
    return Fix(destination(SQUARE, 45, distance_m), NOW - timedelta(seconds=age_s), NOW, accuracy_m)


LATEST = fix_at(10)


@pytest.mark.parametrize(
    ("fix", "latest", "held", "verdict"),
    [
        pytest.param(fix_at(0), None, None, V.CURRENT, id="the first is believed"),
        pytest.param(fix_at(0, 300), LATEST, None, V.CURRENT, id="a newer one is believed"),
        pytest.param(fix_at(30), LATEST, None, V.LATE, id="a late one goes to history"),
        pytest.param(fix_at(10, 5), LATEST, None, V.REPEATED, id="the same moment again"),
        pytest.param(replace(fix_at(0), is_valid=False), LATEST, None, V.INVALID, id="the device doubts it"),
        pytest.param(fix_at(0, 5000), LATEST, None, V.JUMP, id="5 km in 10 s is a jump"),
        pytest.param(fix_at(0, 5000, 6000), LATEST, None, V.CURRENT, id="unless its radius explains it"),
        pytest.param(fix_at(0, 5000), fix_at(600), None, V.CURRENT, id="5 km in 10 min is a drive"),
        pytest.param(fix_at(0, 5010), LATEST, fix_at(5, 5000), V.CURRENT, id="a second one there confirms the jump"),
        pytest.param(fix_at(0, 9000), LATEST, fix_at(5, 5000), V.JUMP, id="jumping about confirms nothing"),
        pytest.param(fix_at(-3600), LATEST, None, V.CLOCK_AHEAD, id="an hour ahead"),
    ],
)
def test_fix_is_judged(fix: Fix, latest: Fix | None, held: Fix | None, verdict: FixVerdict) -> None:
    assert judge(fix, latest, held, Doubts())[1] is verdict


def test_fix_from_the_future_takes_our_time_so_that_later_ones_count() -> None:
    stored, verdict = judge(fix_at(-3600), LATEST, None, Doubts())
    assert verdict is V.CLOCK_AHEAD
    assert stored.at == NOW


def test_late_fix_never_overwrites_a_newer_one_but_is_on_the_trail(any_room: Room) -> None:
    room = any_room
    unit = room.unit()
    room.clock.advance(60)
    newer, late = room.fix(SQUARE), room.fix(destination(SQUARE, 0, 200), age_s=30)
    assert room.service.record_fix(unit.id, newer) is V.CURRENT
    assert room.service.record_fix(unit.id, late) is V.LATE
    assert room.service.units.get(unit.id).fix == newer
    end = room.clock.now() + timedelta(seconds=1)
    assert room.service.positions.trail(unit.id, unit.created_at, end) == [late, newer]


def test_replayed_burst_is_stored_once(room: Room) -> None:
    unit = room.unit()
    room.clock.advance(60)
    burst = [(unit.id, room.fix(age_s=age)) for age in (30, 20, 10)]
    assert room.service.positions.record_fixes(burst) == [V.CURRENT] * 3
    assert set(room.service.positions.record_fixes(burst)) <= {V.REPEATED, V.LATE}
    with room.database.read() as session:
        assert session.scalar(select(func.count()).select_from(FixRow)) == 3


def test_jump_stays_off_map_and_trail_until_confirmed(room: Room) -> None:
    unit, far = room.unit(), destination(SQUARE, 90, 30_000)
    record, end = room.service.record_fix, timedelta(seconds=1)
    record(unit.id, room.fix(SQUARE))
    room.clock.advance(10)
    assert record(unit.id, room.fix(far)) is V.JUMP
    assert _place(room, unit.id) == SQUARE
    room.clock.advance(10)
    assert record(unit.id, room.fix(far)) is V.CURRENT
    assert _place(room, unit.id) == far
    trail = room.service.positions.trail(unit.id, unit.created_at, room.clock.now() + end)
    assert [fix.position for fix in trail] == [SQUARE, far]


def test_off_duty_unit_has_no_position_and_none_is_kept(any_room: Room) -> None:
    room = any_room
    unit = room.unit()
    room.service.record_fix(unit.id, room.fix())
    off = room.service.units.set_status(unit.id, UnitStatus.OFF_DUTY, LIN)
    assert off.fix is None
    room.clock.advance(300)
    assert room.service.record_fix(unit.id, room.fix()) is V.OFF_DUTY
    room.clock.advance(300)
    room.service.units.set_status(unit.id, UnitStatus.AVAILABLE, LIN)
    assert room.service.record_fix(unit.id, room.fix(age_s=200)) is V.OFF_DUTY  # a burst from before duty
    assert room.service.record_fix(unit.id, room.fix()) is V.CURRENT
    with room.database.read() as session:
        assert session.scalar(select(func.count()).select_from(FixRow)) == 2


def test_moved_since_gives_only_units_that_moved(room: Room) -> None:
    first, second = room.unit("P-1"), room.unit("P-2")
    positions = room.service.positions
    start = positions.moved_since(0).upto
    room.clock.advance(1)
    positions.record_fixes([(first.id, room.fix()), (second.id, room.fix())])
    changes = positions.moved_since(start)
    assert set(changes.fixes) == {first.id, second.id}
    assert positions.moved_since(changes.upto).fixes == {}
    room.clock.advance(1)
    positions.record_fix(second.id, room.fix())
    assert set(positions.moved_since(changes.upto).fixes) == {second.id}


def test_unit_that_went_off_duty_is_not_told_of(room: Room) -> None:
    unit = room.unit()
    room.service.record_fix(unit.id, room.fix())
    room.service.units.set_status(unit.id, UnitStatus.OFF_DUTY, LIN)
    assert room.service.positions.moved_since(0).fixes == {}


def test_fix_writes_no_journal_entry(room: Room) -> None:
    unit = room.unit()
    before = len(room.journal())
    room.service.record_fix(unit.id, room.fix())
    assert len(room.journal()) == before


def test_long_trail_is_thinned_evenly(room: Room) -> None:
    unit = room.unit()
    fixes = []
    for _ in range(100):
        room.clock.advance(1)
        fixes.append((unit.id, room.fix()))
    room.service.positions.record_fixes(fixes)
    trail = room.service.positions.trail(unit.id, unit.created_at, room.clock.now() + timedelta(seconds=1), limit=10)
    assert [fix.at for fix in trail] == [fix.at for _, fix in fixes[::10]]


def test_fix_of_an_unknown_unit_is_not_found_and_nothing_of_its_batch_is_kept(room: Room) -> None:
    unit = room.unit()
    with pytest.raises(Fault, match="unit unit_0: not found"):
        room.service.positions.record_fixes([(unit.id, room.fix()), ("unit_0", room.fix())])
    assert room.service.units.get(unit.id).fix is None


def _place(room: Room, unit_id: str) -> LatLon | None:
    fix = room.service.units.get(unit_id).fix
    return None if fix is None else fix.position
