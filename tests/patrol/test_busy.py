"""How busy units are, from orders and duty."""

from datetime import UTC, datetime, timedelta

import pytest

from patrol.coverage import PRIOR_DUTY_S, busy_share
from patrol.order import OrderState
from patrol.service.busy import busy_fraction, seconds
from patrol.unit import UnitStatus
from tests.patrol.room import LIN, Room

T = datetime(2026, 3, 1, tzinfo=UTC)


def fraction(room: Room, free_kind: str = "move_up") -> float:
    with room.database.read() as session:
        return busy_fraction(session, room.clock.now(), 0.3, free_kind)


def test_without_duty_the_prior_stands_and_much_duty_overrules_it() -> None:
    assert busy_share(0, 0, 0.3) == 0.3
    assert busy_share(PRIOR_DUTY_S * 0.6, PRIOR_DUTY_S, 0.2) == 0.4
    assert busy_share(1e9, 1e9, 0.3) == 0.95


def test_overlapping_spans_count_once() -> None:
    hours = [timedelta(hours=h) for h in range(6)]
    assert seconds([(T, T + hours[2]), (T + hours[1], T + hours[3]), (T + hours[4], T + hours[5])]) == 4 * 3600


def test_a_unit_bound_for_half_of_its_duty_raises_the_fraction_and_a_move_does_not(room: Room) -> None:
    unit = room.unit()
    if room.service.units.get(unit.id).status is not UnitStatus.AVAILABLE:
        room.service.units.set_status(unit.id, UnitStatus.AVAILABLE, LIN)
    started = room.service.units.get(unit.id)
    incident = room.incident()
    order = room.order(incident, started)
    room.clock.advance(20 * 3600)
    room.take_to(order, OrderState.RECALLED)
    room.clock.advance(20 * 3600)
    assert fraction(room) == pytest.approx((20 + 12) / 80)
    assert fraction(room, incident.kind) == pytest.approx(12 / 80)
    room.clock.advance(15 * 24 * 3600)
    assert fraction(room) < 0.1
