"""The night desk's decisions."""

from datetime import UTC, datetime, timedelta

import pytest

from console.demo.desk import Desk, Move, best_unit
from kernel.journal import Json

NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


def ago(seconds: float) -> str:
    return (NOW - timedelta(seconds=seconds)).isoformat()


def event(age_s: float = 200, **changes: Json) -> dict[str, Json]:
    fresh: dict[str, Json] = {"id": "e-1", "verdict": "none", "incident_id": None, "phase": "closed"}
    return fresh | {"opened_at": ago(age_s)} | changes


def incident(age_s: float = 60, **changes: Json) -> dict[str, Json]:
    fresh: dict[str, Json] = {"id": "i-1", "state": "new", "taken_by": None, "position": {"lat": 54.0, "lon": 7.0}}
    return fresh | {"opened_at": ago(age_s)} | changes


def order(state: str, unit: str = "u-1") -> dict[str, Json]:
    return {"id": "o-1", "incident_id": "i-1", "unit_id": unit, "state": state}


def moves(desk: Desk, now: datetime = NOW, **state: list[dict[str, Json]]) -> list[Move]:
    whole: dict[str, Json] = {"events": [], "incidents": [], "orders": []}
    whole.update({key: list(items) for key, items in state.items()})
    return desk.moves(whole, now)


MINE: dict[str, Json] = {"id": "desk", "name": "Night desk"}
OTHERS: dict[str, Json] = {"id": "dana", "name": "Dana"}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        pytest.param(event(), [Move("acknowledge", "e-1")], id="old"),
        pytest.param(event(30), [], id="fresh"),
        pytest.param(event(phase="open"), [], id="goes-on"),
        pytest.param(event(verdict="dismissed"), [], id="judged"),
        pytest.param(event(incident_id="i-1"), [], id="is-an-incident"),
    ],
)
def test_event_is_acknowledged_only_when_nobody_did_for_a_while(given: dict[str, Json], expected: list[Move]) -> None:
    assert moves(Desk("desk"), events=[given]) == expected


@pytest.mark.parametrize(
    ("given", "orders", "expected"),
    [
        pytest.param(incident(), [], [Move("accept", "i-1")], id="nobody-took-it"),
        pytest.param(incident(20), [], [], id="somebody-may-still-take-it"),
        pytest.param(incident(state="accepted", taken_by=OTHERS), [], [], id="a-person-has-it"),
        pytest.param(incident(state="accepted", taken_by=MINE), [], [Move("order", "i-1")], id="mine-without-order"),
        pytest.param(incident(state="dispatched", taken_by=MINE), [order("signed")], [], id="under-way"),
        pytest.param(
            incident(state="dispatched", taken_by=MINE),
            [order("declined", "u-7")],
            [Move("order", "i-1", ("u-7",))],
            id="refused",
        ),
    ],
)
def test_incident_is_taken_and_a_unit_ordered(
    given: dict[str, Json], orders: list[dict[str, Json]], expected: list[Move]
) -> None:
    assert moves(Desk("desk"), incidents=[given], orders=orders) == expected


def test_incident_is_closed_a_little_after_the_last_report() -> None:
    desk = Desk("desk")
    given = incident(state="on_scene", taken_by=MINE)

    first = moves(desk, incidents=[given], orders=[order("reported")])
    later = moves(desk, NOW + timedelta(seconds=20), incidents=[given], orders=[order("reported")])

    assert first == []
    assert later == [Move("close", "i-1")]


def test_backlog_of_events_is_worked_off_in_small_portions_oldest_first() -> None:
    backlog = [event(300 + i, id=f"e-{i}") for i in range(30)]

    found = moves(Desk("desk"), events=backlog)

    assert [m.subject for m in found] == [f"e-{i}" for i in range(29, 21, -1)]


def test_best_unit_is_the_first_in_rank_that_did_not_refuse() -> None:
    ranked: list[Json] = [
        {"unit_id": "u-3", "rank": None}, {"unit_id": "u-2", "rank": 2}, {"unit_id": "u-1", "rank": 1},
    ]  # fmt: skip

    assert best_unit({"units": ranked}, ()) == "u-1"
    assert best_unit({"units": ranked}, ("u-1",)) == "u-2"
    assert best_unit({"units": ranked}, ("u-1", "u-2")) is None
