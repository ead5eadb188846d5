"""A played unit against the real room: its positions, its orders, and stepping aside for a person."""

import random

import httpx
import pytest

from console.demo.door import Door
from console.demo.patrolling import PlayedUnit
from console.demo.roster import UNITS
from console.demo.town import metres_of, place_of
from kernel.clock import ManualClock
from kernel.event import Severity
from kernel.geo import LatLon, distance_m
from patrol.incident import IncidentDraft
from patrol.order import OrderDraft, OrderState
from tests.console.conftest import TESTER, Room

PLAN = UNITS[0]
NEAR = place_of(-200, 90)


@pytest.fixture
def unit(room: Room) -> PlayedUnit:
    door = Door("http://room", httpx.ASGITransport(room.app))
    return PlayedUnit(PLAN, door, room.token, room.clock, random.Random(4))


async def play(room: Room, unit: PlayedUnit, seconds: float) -> None:
    passed = 0.0
    while passed < seconds:
        pause = await unit.look()
        assert isinstance(room.clock, ManualClock)
        room.clock.advance(pause)
        passed += pause


def order(room: Room, at: LatLon) -> str:
    house = room.house
    incident = house.patrol.incidents.open(IncidentDraft("Somebody there", "other", Severity.HIGH, at), TESTER)
    house.patrol.incidents.accept(incident.id, TESTER)
    return house.patrol.orders.send(OrderDraft(incident.id, room.unit.id, "Go there."), TESTER).id


async def test_unit_on_its_beat_tells_its_positions(room: Room, unit: PlayedUnit) -> None:
    await play(room, unit, 60)

    fix = room.house.patrol.units.get(room.unit.id).fix
    assert fix is not None
    assert fix.source == "osmand"
    assert fix.accuracy_m is not None
    x, y = metres_of(fix.position)
    assert abs(x) < 900
    assert abs(y) < 700


async def test_order_is_carried_out_to_its_report(room: Room, unit: PlayedUnit) -> None:
    given = order(room, NEAR)

    await play(room, unit, 500)

    done = room.house.patrol.orders.get(given)
    assert done.state is OrderState.REPORTED
    assert done.report is not None
    assert len(done.report.text) > 20
    fix = room.house.patrol.units.get(room.unit.id).fix
    assert fix is not None


async def test_unit_is_there_when_it_says_so(room: Room, unit: PlayedUnit) -> None:
    given = order(room, NEAR)

    while room.house.patrol.orders.get(given).state is not OrderState.ON_SCENE:
        await play(room, unit, 1)

    fix = room.house.patrol.units.get(room.unit.id).fix
    assert fix is not None
    assert distance_m(fix.position, NEAR) < 40


async def test_unit_in_a_person_s_hand_neither_moves_nor_acts(room: Room, unit: PlayedUnit) -> None:
    room.house.presence.enter(room.unit.id)
    given = order(room, NEAR)

    await play(room, unit, 300)

    assert room.house.patrol.orders.get(given).state is OrderState.SENT
    assert room.house.patrol.units.get(room.unit.id).fix is None


async def test_unit_goes_on_when_the_person_has_left(room: Room, unit: PlayedUnit) -> None:
    room.house.presence.enter(room.unit.id)
    given = order(room, NEAR)
    await play(room, unit, 60)
    room.house.presence.leave(room.unit.id)

    await play(room, unit, 500)

    assert room.house.patrol.orders.get(given).state is OrderState.REPORTED
