"""Shifts: rest rules that are told and may be forced, sign-on, sign-off with hand-over, and no position in between."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from kernel.errors import Fault, FaultKind
from patrol.position import FixVerdict
from patrol.shift import BreachKind, RestRules, ShiftDraft, ShiftState, breaches, told
from patrol.unit import Unit, UnitStatus, unit_actor
from tests.patrol.room import LIN, Room

RULES = RestRules()


def draft(room: Room, unit: Unit, start_h: float, length_h: float = 8, crew: tuple[str, ...] = ("Zhao",)) -> ShiftDraft:
    start = room.clock.now() + timedelta(hours=start_h)
    return ShiftDraft(unit.id, crew, start, start + timedelta(hours=length_h))


def off_duty(room: Room) -> Unit:
    unit = room.unit()
    return room.service.units.set_status(unit.id, UnitStatus.OFF_DUTY, LIN)


@pytest.mark.parametrize(
    ("start_h", "length_h", "kinds"),
    [
        pytest.param(19, 8, [], id="exactly eleven hours after the end"),
        pytest.param(18.9, 8, [BreachKind.REST], id="a little less"),
        pytest.param(-18.9, 8, [BreachKind.REST], id="too little before the start"),
        pytest.param(4, 8, [BreachKind.OVERLAP], id="in the middle"),
        pytest.param(-3, 14, [BreachKind.OVERLAP, BreachKind.LENGTH], id="around it and too long"),
        pytest.param(30, 14, [BreachKind.LENGTH], id="too long"),
    ],
)
def test_rest_between_shifts_is_judged(room: Room, start_h: float, length_h: float, kinds: list[BreachKind]) -> None:
    unit, other = room.unit("P-1"), room.unit("P-2")
    planned = room.service.shifts.plan(draft(room, unit, 0), LIN)
    wanted = draft(room, other, start_h, length_h, (" zhao ", "Sun"))

    found = breaches(wanted, [planned], RULES)

    assert [breach.kind for breach in found if breach.name == " zhao "] == kinds
    assert {breach.kind for breach in found if breach.name == "Sun"} <= {BreachKind.LENGTH}


def test_plan_without_rest_is_told_and_stands_with_a_reason(any_room: Room) -> None:
    room = any_room
    unit = room.unit()
    room.service.shifts.plan(draft(room, unit, 0), LIN)
    tired = draft(room, unit, 12)

    with pytest.raises(Fault, match=r"Zhao would rest 4 h, 11 h at least; .*say why"):
        room.service.shifts.plan(tired, LIN)
    forced = room.service.shifts.plan(replace(tired, force_reason="nobody else"), LIN)
    rested = room.service.shifts.plan(replace(draft(room, unit, 60), force_reason="in case"), LIN)

    assert (forced.forced_reason, rested.forced_reason) == ("nobody else", "")
    assert told(room.service.shifts.check(tired, forced.id)) == "Zhao would rest 4 h, 11 h at least"
    assert room.kinds()[-2:] == ["shift.planned", "shift.planned"]


def test_real_end_of_a_shift_counts_for_rest(room: Room) -> None:
    unit = off_duty(room)
    room.service.shifts.plan(draft(room, unit, 0), LIN)
    room.service.shifts.sign_on(unit.id, (), LIN)
    room.clock.advance(10 * 3600)
    room.service.shifts.sign_off(unit.id, "", LIN)
    (late,) = room.service.shifts.check(draft(room, unit, 10.5))
    assert (late.kind, late.seconds) == (BreachKind.REST, 10.5 * 3600)


def test_no_position_is_stored_before_sign_on_and_after_sign_off(any_room: Room) -> None:
    room = any_room
    unit = off_duty(room)
    crew = unit_actor(unit)
    shifts = room.service.shifts
    assert room.service.record_fix(unit.id, room.fix()) is FixVerdict.OFF_DUTY

    on = shifts.sign_on(unit.id, ("Zhao", "Sun"), crew)
    room.clock.advance(5)
    assert room.service.record_fix(unit.id, room.fix()) is FixVerdict.CURRENT
    room.clock.advance(60)
    off = shifts.sign_off(unit.id, "radio 3 is weak", crew)
    assert room.service.record_fix(unit.id, room.fix()) is FixVerdict.OFF_DUTY

    assert (on.state, on.crew, on.is_planned) == (ShiftState.ON, ("Zhao", "Sun"), False)
    assert off is not None
    assert (off.state, off.signed_off_at) == (ShiftState.ENDED, room.clock.now())
    assert room.service.units.get(unit.id).fix is None
    epoch = datetime.fromisoformat("2020-01-01T00:00:00Z")
    assert len(room.service.positions.trail(unit.id, epoch, room.clock.now())) == 1
    left = shifts.left_for(unit.id)
    assert left is not None
    assert left.hand_over == "radio 3 is weak"


def test_crew_signs_on_to_its_planned_shift_once(room: Room) -> None:
    unit = off_duty(room)
    planned = room.service.shifts.plan(draft(room, unit, 1), LIN)
    first = room.service.shifts.sign_on(unit.id, (), unit_actor(unit))
    before = len(room.journal())
    again = room.service.shifts.sign_on(unit.id, ("Zhao",), unit_actor(unit))

    assert (first.id, first.crew, again.id) == (planned.id, ("Zhao",), planned.id)
    assert len(room.journal()) == before
    with pytest.raises(Fault, match="another crew is signed on"):
        room.service.shifts.sign_on(unit.id, ("Sun",), unit_actor(unit))


def test_sign_on_without_names_and_plan_is_refused(room: Room) -> None:
    unit = off_duty(room)
    room.service.shifts.plan(draft(room, unit, 5), LIN)  # too far off to be this one
    with pytest.raises(Fault, match="name everybody"):
        room.service.shifts.sign_on(unit.id, (" ",), unit_actor(unit))
    assert room.service.units.get(unit.id).status is UnitStatus.OFF_DUTY


def test_sign_off_with_an_open_order_is_refused_and_the_crew_stays_on(room: Room) -> None:
    unit = off_duty(room)
    room.service.shifts.sign_on(unit.id, ("Zhao",), LIN)
    room.order(room.incident(), unit)
    with pytest.raises(Fault) as refused:
        room.service.shifts.sign_off(unit.id, "keys in the car", unit_actor(unit))
    assert refused.value.kind is FaultKind.CONFLICT
    assert room.service.shifts.on(unit.id) is not None


def test_unit_sent_off_duty_by_the_room_ends_the_shift_as_well(room: Room) -> None:
    unit = off_duty(room)
    shift = room.service.shifts.sign_on(unit.id, ("Zhao",), LIN)
    room.service.units.set_status(unit.id, UnitStatus.OFF_DUTY, LIN)
    assert room.service.shifts.get(shift.id).state is ShiftState.ENDED
    assert room.service.shifts.on(unit.id) is None


def test_shift_that_began_can_be_neither_changed_nor_cancelled(room: Room) -> None:
    unit = off_duty(room)
    wanted = draft(room, unit, 0)
    shift = room.service.shifts.plan(wanted, LIN)
    room.service.shifts.sign_on(unit.id, (), LIN)
    for act in (
        lambda: room.service.shifts.replan(shift.id, wanted, LIN),
        lambda: room.service.shifts.cancel(shift.id, LIN),
    ):
        with pytest.raises(Fault, match="it is on already"):
            act()
