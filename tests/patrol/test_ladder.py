"""The ladder of an unsigned order on a manual clock, pure and in the service."""

import pytest

from kernel.clock import ManualClock
from kernel.event import Severity
from patrol.ladder import DEFAULT_LADDER, ladder, next_rung_at, rungs_due
from patrol.order import OrderState
from patrol.service.escalation import escalate
from patrol.settings import PatrolSettings
from tests.patrol.room import Room


@pytest.mark.parametrize(
    ("age_s", "climbed", "due"),
    [
        pytest.param(29.9, (), [], id="before the first rung nothing is due"),
        pytest.param(30.0, (), ["warn"], id="30 s warns"),
        pytest.param(59.0, (1,), [], id="a climbed rung is not due again"),
        pytest.param(60.0, (1,), ["realert"], id="60 s alerts again"),
        pytest.param(120.0, (1, 2), ["duty_officer"], id="120 s tells the duty officer"),
        pytest.param(180.0, (1, 2, 3), ["command"], id="180 s tells command"),
        pytest.param(900.0, (), ["warn", "realert", "duty_officer", "command"], id="long away: all, lowest first"),
        pytest.param(900.0, (1, 2, 3, 4), [], id="after the last nothing is due"),
    ],
)
def test_rungs_due_at_an_age(age_s: float, climbed: tuple[int, ...], due: list[str]) -> None:
    clock = ManualClock()
    sent_at = clock.now()
    clock.advance(age_s)
    assert [rung.action for rung in rungs_due(DEFAULT_LADDER, sent_at, clock.now(), climbed)] == due


def test_next_rung_is_the_lowest_not_climbed_and_none_after_the_last() -> None:
    sent_at = ManualClock().now()
    waits = [next_rung_at(DEFAULT_LADDER, sent_at, range(1, level)) for level in range(1, 6)]
    assert [None if at is None else (at - sent_at).total_seconds() for at in waits] == [30, 60, 120, 180, None]


def test_ladder_whose_times_do_not_rise_is_refused() -> None:
    with pytest.raises(ValueError, match="must rise"):
        ladder(30, 30, 120, 180)
    with pytest.raises(ValueError, match="must rise"):
        PatrolSettings(ladder_s={Severity.LOW: (60, 30, 120, 180)})


def test_ladder_can_be_set_by_severity() -> None:
    settings = PatrolSettings(ladder_s={Severity.LOW: (60, 120, 240, 360)})
    assert [rung.after_s for rung in settings.ladder(Severity.LOW)] == [60, 120, 240, 360]
    assert settings.ladder(Severity.HIGH) == DEFAULT_LADDER


def test_unsigned_order_climbs_each_rung_once_however_often_it_is_asked(room: Room) -> None:
    order = room.order(room.incident(), room.unit())
    sequence = len(room.journal())
    for _ in range(200):
        room.clock.advance(1)
        escalate(room.service.desk, room.clock.now())
        escalate(room.service.desk, room.clock.now())
    after = room.service.orders.get(order.id)
    assert room.kinds(sequence) == ["order.escalated"] * 4
    waits = [(rung.level, rung.action.value, (rung.at - order.sent_at).seconds) for rung in after.escalations]
    assert waits == [(1, "warn", 30), (2, "realert", 60), (3, "duty_officer", 120), (4, "command", 180)]
    assert after.next_escalation_at is None


def test_rungs_missed_while_down_are_journalled_once_each_in_order(any_room: Room) -> None:
    order = any_room.order(any_room.incident(), any_room.unit())
    sequence = len(any_room.journal())
    any_room.clock.advance(130)
    climbed = escalate(any_room.service.desk, any_room.clock.now())
    assert [rung.level for rung in climbed] == [1, 2, 3]
    counts = [len(entry.data["escalations"]) for entry in any_room.journal(sequence)]  # type: ignore[arg-type]
    assert counts == [1, 2, 3]
    assert any_room.service.orders.get(order.id).next_escalation_at is not None


@pytest.mark.parametrize("ending", [OrderState.SIGNED, OrderState.DECLINED, OrderState.RECALLED])
def test_order_that_is_no_longer_unsigned_climbs_no_further(room: Room, ending: OrderState) -> None:
    order = room.order(room.incident(), room.unit())
    room.clock.advance(30)
    escalate(room.service.desk, room.clock.now())
    after = room.take_to(order, ending)
    room.clock.advance(600)
    assert escalate(room.service.desk, room.clock.now()) == []
    assert after.next_escalation_at is None
    assert [rung.level for rung in after.escalations] == [1]


def test_delivered_but_unsigned_order_still_climbs(room: Room) -> None:
    room.take_to(room.order(room.incident(), room.unit()), OrderState.DELIVERED)
    room.clock.advance(30)
    assert [rung.action for rung in escalate(room.service.desk, room.clock.now())] == ["warn"]
