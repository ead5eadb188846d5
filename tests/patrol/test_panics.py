"""The panic button: pressed, sent twice, pressed again, taken, cleared."""

from datetime import timedelta

import pytest

from kernel.errors import Fault, FaultKind
from kernel.geo import LatLon
from patrol.panic import MOVES, PanicState, Press, advance, press_time
from patrol.unit import Unit, UnitStatus, unit_actor
from tests.patrol.room import LIN, SQUARE, WEI, Room

HERE = LatLon(39.91, 116.4)


def press(room: Room, unit: Unit, key: str = "a", age_s: float = 0.0, position: LatLon | None = HERE) -> Press:
    return Press(key, room.clock.now() - timedelta(seconds=age_s), position, 12.0 if position else None)


def test_a_press_raises_a_panic_and_opens_a_critical_incident_there(any_room: Room) -> None:
    room = any_room
    unit = room.unit()
    panic = room.service.panics.press(unit.id, press(room, unit), unit_actor(unit))
    incident = room.service.incidents.get(panic.incident_id)
    assert (panic.state, panic.position, panic.accuracy_m, panic.presses) == (PanicState.RAISED, HERE, 12.0, 1)
    assert (incident.severity, incident.kind, incident.position) == ("critical", "panic", HERE)
    assert room.service.home(unit.id).panic == panic
    assert room.kinds()[-2:] == ["incident.opened", "panic.raised"]


def test_the_same_press_sent_twice_counts_once(any_room: Room) -> None:
    room, panics = any_room, any_room.service.panics
    unit = room.unit()
    once = panics.press(unit.id, press(room, unit), unit_actor(unit))
    before = len(room.journal())
    assert panics.press(unit.id, press(room, unit), unit_actor(unit)) == once
    assert len(room.journal()) == before


def test_a_press_sent_again_after_the_clearing_does_not_raise_it_anew(room: Room) -> None:
    panics, unit = room.service.panics, room.unit()
    panic = panics.press(unit.id, press(room, unit), unit_actor(unit))
    panics.clear(panic.id, "pressed by mistake", LIN)
    assert panics.press(unit.id, press(room, unit), unit_actor(unit)).state is PanicState.CLEARED
    assert panics.standing() == []


def test_a_second_press_calls_again_and_opens_nothing_more(room: Room) -> None:
    panics, unit = room.service.panics, room.unit()
    panic = panics.press(unit.id, press(room, unit), unit_actor(unit))
    panics.take(panic.id, LIN)
    again = panics.press(unit.id, press(room, unit, "b"), unit_actor(unit))
    assert (again.id, again.state, again.presses) == (panic.id, PanicState.RAISED, 2)
    assert again.taken_by == "Lin"
    assert len(room.service.incidents.open_ones()) == 1


def test_a_press_out_of_a_dead_spot_keeps_its_time_and_place(room: Room) -> None:
    unit = room.unit()
    pressed = press(room, unit, age_s=600)
    panic = room.service.panics.press(unit.id, pressed, unit_actor(unit))
    assert panic.pressed_at == pressed.at
    assert panic.received_at == room.clock.now()


def test_without_a_place_of_its_own_the_last_fix_counts(room: Room) -> None:
    unit = room.unit()
    room.service.record_fix(unit.id, room.fix(SQUARE, accuracy_m=8.0))
    panic = room.service.panics.press(unit.id, press(room, unit, position=None), unit_actor(unit))
    assert (panic.position, panic.accuracy_m) == (SQUARE, 8.0)


def test_a_unit_off_duty_is_followed_again_from_the_press_on(room: Room) -> None:
    unit = room.unit()
    room.service.units.set_status(unit.id, UnitStatus.OFF_DUTY, LIN)
    room.clock.advance(3600)
    room.service.panics.press(unit.id, press(room, unit), unit_actor(unit))
    room.service.record_fix(unit.id, room.fix(HERE))
    now = room.service.units.get(unit.id)
    assert now.status is UnitStatus.OUT_OF_SERVICE
    assert now.fix is not None
    assert now.fix.position == HERE


def test_only_a_person_clears_it_and_says_why(room: Room) -> None:
    panics, unit = room.service.panics, room.unit()
    panic = panics.press(unit.id, press(room, unit), unit_actor(unit))
    with pytest.raises(Fault) as refused:
        panics.clear(panic.id, "  ", LIN)
    assert refused.value.kind is FaultKind.INVALID
    cleared = panics.clear(panic.id, "crew is safe", LIN)
    assert (cleared.state, cleared.reason, cleared.cleared_by) == (PanicState.CLEARED, "crew is safe", "Lin")
    assert room.service.home(unit.id).panic is None
    assert room.kinds()[-1] == "panic.cleared"


def test_two_people_take_it_at_once_and_the_second_is_told_who_was_first(room: Room) -> None:
    panics, unit = room.service.panics, room.unit()
    panic = panics.press(unit.id, press(room, unit), unit_actor(unit))
    assert panics.take(panic.id, LIN) == panics.take(panic.id, LIN)
    with pytest.raises(Fault, match="Lin has it already"):
        panics.take(panic.id, WEI)


def test_the_camera_is_asked_for_while_it_stands_only(room: Room) -> None:
    panics, unit = room.service.panics, room.unit()
    panic = panics.press(unit.id, press(room, unit), unit_actor(unit))
    assert panics.ask_camera(panic.id, LIN).camera_asked_by == "Lin"
    panics.clear(panic.id, "safe", LIN)
    with pytest.raises(Fault, match="while it is cleared"):
        panics.ask_camera(panic.id, LIN)


@pytest.mark.parametrize("start", PanicState)
@pytest.mark.parametrize("to", PanicState)
def test_a_move_that_the_table_lacks_names_both_states(start: PanicState, to: PanicState) -> None:
    if to in MOVES[start]:
        assert advance(start, to, "P-1") is to
        return
    with pytest.raises(Fault, match=f"cannot become {to} while it is {start}"):
        advance(start, to, "P-1")


@pytest.mark.parametrize(
    ("age_s", "counts"),
    [(0, True), (36_000, True), (50_000, False), (-30, False), (-3600, False)],
    ids=["now", "ten hours of dead spot", "yesterday", "a little ahead", "a wrong clock"],
)
def test_the_phones_time_counts_where_a_dead_spot_explains_it(room: Room, age_s: float, counts: bool) -> None:
    now = room.clock.now()
    at = now - timedelta(seconds=age_s)
    assert press_time(at, now) == (at if counts else now)


def test_who_called_for_help_is_not_offered_as_help(room: Room) -> None:
    unit, other = room.unit("P-1"), room.unit("P-2")
    panic = room.service.panics.press(unit.id, press(room, unit), unit_actor(unit))
    ranked = {u.unit_id: u for u in room.service.recommendation(panic.incident_id).units}
    assert (ranked[unit.id].rank, ranked[other.id].rank) == (None, 1)
    assert [reason.code for reason in ranked[unit.id].reasons] == ["in_danger"]
