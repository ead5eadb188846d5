"""Arrivals: pressed only, or proven by positions, also by those that come late."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kernel.geo import destination
from patrol.arrival import ArrivalGrade, ArrivalLimits, prove
from patrol.order import Order, OrderState
from patrol.position import Fix
from patrol.service.arrivals import prove_due
from patrol.unit import unit_actor
from tests.patrol.room import SQUARE, Room

AT = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)


def _fix(metres: float, after_s: float, accuracy_m: float | None = 8.0) -> Fix:
    at = AT + timedelta(seconds=after_s)
    return Fix(destination(SQUARE, 90, metres), at, at, accuracy_m)


PROVEN, ONLY_PRESSED = ArrivalGrade.POSITION, ArrivalGrade.PRESSED


@pytest.mark.parametrize(
    ("fixes", "grade"),
    [
        pytest.param([_fix(12, 0), _fix(15, 5)], PROVEN, id="two at the place"),
        pytest.param([_fix(57, 0), _fix(57, 5)], PROVEN, id="within place and accuracy together"),
        pytest.param([_fix(60, 0), _fix(60, 5)], ONLY_PRESSED, id="outside both"),
        pytest.param([_fix(12, 0)], ONLY_PRESSED, id="one alone"),
        pytest.param([_fix(12, 0), _fix(12, 2)], ONLY_PRESSED, id="two of one moment"),
        pytest.param([_fix(12, 0, None), _fix(12, 5, None)], ONLY_PRESSED, id="accuracy not told"),
        pytest.param([_fix(12, 0, 51), _fix(12, 5, 51)], ONLY_PRESSED, id="not accurate enough"),
        pytest.param([_fix(12, -61), _fix(12, -66)], ONLY_PRESSED, id="long before"),
        pytest.param([_fix(12, 181), _fix(12, 190)], ONLY_PRESSED, id="long after"),
        pytest.param([replace(_fix(12, s), is_mock=True) for s in (0, 5)], ONLY_PRESSED, id="made up"),
        pytest.param([replace(_fix(12, s), is_valid=False) for s in (0, 5)], ONLY_PRESSED, id="doubted"),
    ],
)
def test_positions_prove_an_arrival_or_do_not(fixes: list[Fix], grade: ArrivalGrade) -> None:
    assert prove(SQUARE, AT, fixes, ArrivalLimits()).grade is grade


def test_proof_tells_how_near_the_nearest_position_was_even_when_it_proves_nothing() -> None:
    proof = prove(SQUARE, AT, [_fix(400, 0, 20), _fix(320, 5, 10)], ArrivalLimits())
    assert proof.distance_m == pytest.approx(320, rel=1e-3)
    assert (proof.grade, proof.accuracy_m, proof.fixes) == (ONLY_PRESSED, 10, 0)


def _arrived(room: Room) -> Order:
    unit = room.unit()
    order = room.take_to(room.order(room.incident(), unit), OrderState.EN_ROUTE)
    room.service.record_fix(unit.id, room.fix(destination(SQUARE, 0, 20), age_s=10, accuracy_m=6))
    return room.service.orders.arrive(order.id, unit_actor(unit))


def test_arrival_is_pressed_until_enough_positions_have_come_and_then_journalled_once(any_room: Room) -> None:
    room = any_room
    order = _arrived(room)
    assert order.arrival is not None
    assert (order.arrival.grade, order.arrival.fixes) == (ONLY_PRESSED, 1)
    assert prove_due(room.service.desk, room.clock.now()) == 0
    room.clock.advance(5)
    room.service.record_fix(order.unit_id, room.fix(destination(SQUARE, 0, 12), accuracy_m=6))
    assert prove_due(room.service.desk, room.clock.now()) == 1
    proven = room.service.orders.get(order.id).arrival
    assert proven is not None
    assert (proven.grade, proven.fixes, round(proven.distance_m or 0)) == (PROVEN, 2, 12)
    assert room.kinds()[-1] == "order.arrival"
    assert prove_due(room.service.desk, room.clock.now()) == 0


def test_arrival_that_nothing_proves_stays_pressed_and_is_looked_at_no_longer(room: Room) -> None:
    order = _arrived(room)
    room.clock.advance(181)
    assert prove_due(room.service.desk, room.clock.now()) == 1
    arrival = room.service.orders.get(order.id).arrival
    assert arrival is not None
    assert arrival.grade is ONLY_PRESSED
    assert prove_due(room.service.desk, room.clock.now()) == 0
