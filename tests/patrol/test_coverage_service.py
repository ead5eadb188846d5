"""Protected places and coverage as the house keeps them: what is told, what is asked of units, what is refused."""

from datetime import timedelta

import pytest

from kernel.errors import Fault, FaultKind
from kernel.event import Severity
from kernel.geo import LatLon, LocalPlane
from patrol.coverage import PlaceDraft
from patrol.order import OrderState
from patrol.position import Fix
from patrol.recommend import Reason
from patrol.service.coverage import MOVE_UP
from patrol.shift import ShiftDraft
from patrol.unit import Unit, UnitKind, UnitStatus
from tests.patrol.room import LIN, SQUARE, Room

PLANE = LocalPlane(SQUARE)
SCHOOL = PlaceDraft("School", SQUARE, 3.0, 120.0)
DEPOT = PlaceDraft("Depot", PLANE.place(5000, 0), 1.0, 120.0)


def stand(room: Room, unit: Unit, place: LatLon, status: UnitStatus = UnitStatus.AVAILABLE) -> None:
    if room.service.units.get(unit.id).status is not status:
        room.service.units.set_status(unit.id, status, LIN)
    room.clock.advance(3)
    now = room.clock.now()
    room.service.record_fix(unit.id, Fix(place, now, now, 5.0))


def told(room: Room) -> list[str]:
    return [entry.kind for entry in room.journal() if entry.kind.startswith("coverage.")]


def test_a_free_unit_covers_what_it_reaches_in_time(room: Room) -> None:
    room.service.places.add(SCHOOL, LIN)
    room.service.places.add(DEPOT, LIN)
    unit = room.unit()
    assert room.service.coverage.now().share == 0
    stand(room, unit, SQUARE)
    cover = room.service.coverage.now()
    assert (cover.share, cover.free_units) == (0.75, 1)
    assert cover.losses[unit.id] == pytest.approx(0.75 * 0.7)
    assert [(one.place.draft.name, one.callsign, one.is_covered) for one in cover.places] == [
        ("Depot", "P-12", False),
        ("School", "P-12", True),
    ]


def test_a_unit_with_work_a_kept_one_and_one_that_is_lost_cover_nothing(room: Room) -> None:
    room.service.places.add(SCHOOL, LIN)
    unit = room.unit()
    stand(room, unit, SQUARE)
    assert room.service.coverage.now().share == 1
    order = room.order(room.incident(), unit)
    room.clock.advance(3)
    assert room.service.coverage.now().share == 0
    room.take_to(order, OrderState.RECALLED)
    room.clock.advance(3)
    assert room.service.coverage.now().share == 1
    room.clock.advance(660)
    assert room.service.coverage.now().share == 0


def test_a_place_of_a_kind_is_covered_by_that_kind_only(room: Room) -> None:
    room.service.places.add(PlaceDraft("Mall", SQUARE, 1.0, 120.0, UnitKind.FOOT), LIN)
    stand(room, room.unit(), SQUARE)
    assert room.service.coverage.now().share == 0
    stand(room, room.unit("F-1", UnitKind.FOOT), SQUARE)
    assert room.service.coverage.now().share == 1


def test_a_place_left_open_is_told_once_after_a_while_and_once_when_it_is_covered(room: Room) -> None:
    room.service.places.add(SCHOOL, LIN)
    unit = room.unit()
    for _ in range(40):
        room.service.coverage.step(room.clock.now())
        room.clock.advance(3)
    assert told(room) == ["coverage.void"]
    assert room.service.coverage.now().places[0].void_since is not None
    stand(room, unit, SQUARE)
    for _ in range(12):
        room.service.coverage.step(room.clock.now())
        room.clock.advance(3)
    assert told(room) == ["coverage.void", "coverage.restored"]
    assert room.service.coverage.now().places[0].void_since is None


def test_the_proposed_move_can_be_ordered_and_leaves_the_unit_free(room: Room) -> None:
    room.service.places.add(SCHOOL, LIN)
    unit = room.unit()
    stand(room, unit, PLANE.place(2500, 0))
    move = room.service.coverage.now().move
    assert move is not None
    assert (move.callsign, move.place.draft.name) == ("P-12", "School")
    assert move.gain == pytest.approx(0.7)
    order = room.service.coverage.move_up(move.unit_id, move.place.id, LIN)
    incident = room.service.incidents.get(order.incident_id)
    assert (incident.kind, incident.severity, incident.title) == (MOVE_UP, Severity.LOW, "School")
    room.clock.advance(3)
    assert room.service.coverage.now().free_units == 1
    with pytest.raises(Fault, match="P-12"):
        room.service.coverage.move_up(room.order(room.incident(), unit).unit_id, move.place.id, LIN)


def test_places_are_journalled_and_a_name_stands_once(room: Room) -> None:
    school = room.service.places.add(SCHOOL, LIN)
    with pytest.raises(Fault, match="School") as taken:
        room.service.places.add(SCHOOL, LIN)
    assert taken.value.kind is FaultKind.CONFLICT
    room.service.places.change(school.id, PlaceDraft("School", SQUARE, 5.0), LIN)
    room.service.places.remove(school.id, LIN)
    kinds = [entry.kind for entry in room.journal() if entry.kind.startswith("protected_place.")]
    assert kinds == ["protected_place.added", "protected_place.changed", "protected_place.removed"]
    with pytest.raises(Fault, match="name"):
        room.service.places.add(PlaceDraft("  ", SQUARE), LIN)


def test_a_removed_place_is_forgotten_with_its_alarm(room: Room) -> None:
    school = room.service.places.add(SCHOOL, LIN)
    for _ in range(40):
        room.service.coverage.step(room.clock.now())
        room.clock.advance(3)
    room.service.places.remove(school.id, LIN)
    room.service.coverage.step(room.clock.now())
    assert room.service.coverage.now().places == ()
    assert room.service.coverage.now().share == 1


@pytest.mark.parametrize(("severity", "first"), [(Severity.MEDIUM, "P-2"), (Severity.CRITICAL, "P-1")])
def test_the_only_unit_at_the_school_stays_there_unless_it_is_urgent(
    room: Room, severity: Severity, first: str
) -> None:
    room.service.places.add(SCHOOL, LIN)
    stand(room, room.unit("P-1"), SQUARE)
    stand(room, room.unit("P-2"), PLANE.place(1500, 0))
    incident = room.incident(severity=severity)
    found = room.service.recommendation(incident.id)
    assert found.units[0].callsign == first
    assert found.choice is not None
    callsigns = {unit.unit_id: unit.callsign for unit in found.units}
    assert (callsigns[found.choice.fastest], callsigns[found.choice.keeps_coverage]) == ("P-1", "P-2")


def test_a_unit_whose_shift_ends_says_so(room: Room) -> None:
    unit = room.unit()
    stand(room, unit, SQUARE)
    start = room.clock.now()
    shift = room.service.shifts.plan(ShiftDraft(unit.id, ("Zhao",), start, start + timedelta(hours=8)), LIN)
    room.service.shifts.sign_on(unit.id, shift.crew, LIN)
    room.clock.advance(7.75 * 3600)
    (first, *_) = room.service.recommendation(room.incident().id).units
    assert Reason("shift_ends", {"left_s": 900}) in first.reasons
