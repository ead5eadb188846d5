"""The order's state machine: every state and every act, with what must come of it."""

from datetime import UTC, datetime, timedelta

import pytest

from kernel.errors import Fault, FaultKind
from kernel.event import Severity
from kernel.ids import OrderId
from patrol.order import OPEN, ClockLimits, OrderState, Task, advance, due_after, step_time, work_order

SENT_AT = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)

S = OrderState
NO = None  # refused
SAME: tuple[OrderState, ...] = ()  # answered with the order as it is

# Columns: the state that is asked for. A cell: the steps that are recorded.
ASKED = (S.DELIVERED, S.SIGNED, S.EN_ROUTE, S.ON_SCENE, S.HANDLED, S.REPORTED, S.DECLINED, S.RECALLED)
TABLE: dict[OrderState, tuple[tuple[OrderState, ...] | None, ...]] = {
    S.SENT: ((S.DELIVERED,), (S.DELIVERED, S.SIGNED), NO, NO, NO, NO, (S.DECLINED,), (S.RECALLED,)),
    S.DELIVERED: (SAME, (S.SIGNED,), NO, NO, NO, NO, (S.DECLINED,), (S.RECALLED,)),
    S.SIGNED: (SAME, SAME, (S.EN_ROUTE,), (S.EN_ROUTE, S.ON_SCENE), NO, NO, (S.DECLINED,), (S.RECALLED,)),
    S.EN_ROUTE: (SAME, SAME, SAME, (S.ON_SCENE,), NO, NO, (S.DECLINED,), (S.RECALLED,)),
    S.ON_SCENE: (SAME, SAME, SAME, SAME, (S.HANDLED,), NO, NO, (S.RECALLED,)),
    S.HANDLED: (SAME, SAME, SAME, SAME, SAME, (S.REPORTED,), NO, NO),
    S.REPORTED: (SAME, SAME, SAME, SAME, SAME, SAME, NO, NO),
    S.DECLINED: (NO, NO, NO, NO, NO, NO, SAME, NO),
    S.RECALLED: (NO, NO, NO, NO, NO, NO, NO, SAME),
}
CELLS = [
    pytest.param(state, to, steps, id=f"{state}-{to}")
    for state, row in TABLE.items()
    for to, steps in zip(ASKED, row, strict=True)
]


def test_table_names_every_state() -> None:
    assert set(TABLE) == set(OrderState)
    assert set(ASKED) == set(OrderState) - {S.SENT}


@pytest.mark.parametrize(("state", "to", "steps"), CELLS)
def test_act_on_state_records_its_steps_or_is_refused(
    state: OrderState, to: OrderState, steps: tuple[OrderState, ...] | None
) -> None:
    if steps is not None:
        assert advance(state, to, "ord_1") == steps
        return
    with pytest.raises(Fault) as refused:
        advance(state, to, "ord_1")
    assert refused.value.kind is FaultKind.CONFLICT
    assert f"become {to} while it is {state}" in refused.value.message


@pytest.mark.parametrize(
    ("device_after_s", "expected_s"),
    [
        pytest.param(None, 40, id="no phone time: ours"),
        pytest.param(25, 25, id="between sent and now: the phone's"),
        pytest.param(100, 100, id="a minute ahead: the phone's"),
        pytest.param(101, 40, id="more than a minute ahead: ours"),
        pytest.param(0, 20, id="when it was sent, but before the step before: that step's"),
        pytest.param(-1, 40, id="before it was sent: ours"),
    ],
)
def test_step_takes_the_phones_time_within_sane_bounds(device_after_s: float | None, expected_s: float) -> None:
    def after(seconds: float) -> datetime:
        return SENT_AT + timedelta(seconds=seconds)

    device_at = None if device_after_s is None else after(device_after_s)
    assert step_time(device_at, now=after(40), sent_at=SENT_AT, last_at=after(20)) == after(expected_s)


@pytest.mark.parametrize(
    ("reached", "due"),
    [
        pytest.param(S.DELIVERED, {}, id="delivered starts no clock of its own"),
        pytest.param(S.SIGNED, {S.EN_ROUTE: 120}, id="departs within 2 min of signing"),
        pytest.param(S.EN_ROUTE, {S.ON_SCENE: 190}, id="arrives within 1.3 x 100 s + 60 s"),
        pytest.param(S.ON_SCENE, {S.REPORTED: 1800}, id="reports within 30 min"),
        pytest.param(S.HANDLED, {}, id="handled starts no clock"),
    ],
)
def test_reaching_a_step_starts_the_clocks_after_it(reached: OrderState, due: dict[OrderState, float]) -> None:
    found = {state: (at - SENT_AT).total_seconds() for state, at in due_after(reached, SENT_AT, 100.0, ClockLimits())}
    assert found == due


def test_arrival_has_no_due_time_when_travel_is_unknown() -> None:
    assert due_after(S.EN_ROUTE, SENT_AT, None, ClockLimits()) == ()


def _line(*states: OrderState, severities: str = "", places: str = "") -> tuple[str, ...]:
    """The order of work of orders that were sent one second after the other; l, m, h, c: severities, -: no place."""
    words = {severity.value[0]: severity for severity in Severity}
    return work_order(
        Task(
            OrderId(f"{i}-{state}"),
            state,
            words[(severities or "m" * len(states))[i]],
            SENT_AT + timedelta(seconds=i),
            None if (places or "-" * len(states))[i] == "-" else int(places[i]),
        )
        for i, state in enumerate(states)
    )


def test_what_is_under_way_comes_first_then_the_order_of_sending() -> None:
    states = [S.DELIVERED, S.HANDLED, S.SENT, S.EN_ROUTE, S.SIGNED, S.ON_SCENE, S.RECALLED]
    assert _line(*states) == ("5-on_scene", "3-en_route", "0-delivered", "2-sent", "4-signed")
    assert {S.SENT, S.DELIVERED, S.SIGNED, S.EN_ROUTE, S.ON_SCENE} == OPEN


def test_what_matters_more_goes_before_what_the_crew_drives_to_but_not_before_where_it_is_at_work() -> None:
    states = S.EN_ROUTE, S.SENT, S.ON_SCENE, S.SENT
    assert _line(*states, severities="mclh") == ("2-on_scene", "1-sent", "3-sent", "0-en_route")


def test_what_a_dispatcher_arranged_stays_and_a_new_order_goes_before_what_matters_less() -> None:
    arranged = S.SIGNED, S.SENT, S.EN_ROUTE
    assert _line(*arranged, severities="lhm", places="012") == ("0-signed", "1-sent", "2-en_route")
    assert _line(*arranged, S.SENT, severities="lhmc", places="012-")[0] == "3-sent"
    assert _line(*arranged, S.SENT, severities="hhhm", places="210-") == ("2-en_route", "1-sent", "0-signed", "3-sent")
    assert _line(S.ON_SCENE, S.SENT, severities="lc", places="0-") == ("0-on_scene", "1-sent")
