"""Ranking: who comes first, who is left out, and the reasons given."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from console.api.schema import units as shapes
from kernel.errors import Fault
from kernel.geo import destination
from kernel.ids import IncidentId, OrderId, UnitId
from patrol.order import OrderState
from patrol.position import Fix
from patrol.recommend import (
    Assumptions,
    Candidate,
    Choice,
    RankedUnit,
    Reason,
    Recommendation,
    Travel,
    priced,
    rank,
    travel_time,
)
from patrol.unit import UnitKind, UnitStatus
from patrol.views import recommendation_data
from tests.patrol.room import LIN, SQUARE, Room

NOW = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)
ASSUMED = Assumptions()


def at(distance_m: float, age_s: float = 0, speed_mps: float | None = 0.0, accuracy_m: float | None = 10.0) -> Fix:
    seen = NOW - timedelta(seconds=age_s)
    return Fix(destination(SQUARE, 90, distance_m), seen, seen, accuracy_m, speed_mps)


def candidate(callsign: str, fix: Fix | None, kind: UnitKind = UnitKind.CAR) -> Candidate:
    return Candidate(UnitId(f"unit_{callsign}"), callsign, kind, UnitStatus.AVAILABLE, fix)


NEAR, FAR = candidate("near", at(500)), candidate("far", at(2000))
BUSY_NEAR = replace(NEAR, callsign="busy", status=UnitStatus.BUSY, open_orders=1)
ORDERED = replace(NEAR, callsign="ordered", ordered=(OrderId("ord_1"), OrderState.SENT), open_orders=1)
OFF = replace(NEAR, callsign="off", status=UnitStatus.OFF_DUTY, fix=None)
OUT = replace(NEAR, callsign="out", status=UnitStatus.OUT_OF_SERVICE)


@pytest.mark.parametrize(
    ("candidates", "expected"),
    [
        pytest.param([FAR, NEAR], ["near", "far"], id="the nearer first"),
        pytest.param([BUSY_NEAR, FAR], ["far", "busy"], id="free and farther before busy and nearer"),
        pytest.param([BUSY_NEAR, candidate("very far", at(20_000))], ["busy", "very far"], id="unless much farther"),
        pytest.param(
            [candidate("walker", at(500), UnitKind.FOOT), FAR],
            ["far", "walker"],
            id="a car from 2 km before a walker from 500 m",
        ),
        pytest.param([candidate("lost", None), FAR], ["far", "lost"], id="without a fix after all that have one"),
        pytest.param([candidate("stale", at(1500, age_s=300)), FAR], ["far", "stale"], id="stale counts at worst"),
        pytest.param([candidate("b", at(500)), candidate("a", at(500))], ["a", "b"], id="ties by callsign"),
        pytest.param([OUT, OFF, ORDERED, FAR], ["far"], id="off duty, out of service and ordered are left out"),
        pytest.param([], [], id="nobody there"),
    ],
)
def test_units_are_ranked(candidates: list[Candidate], expected: list[str]) -> None:
    units = rank(candidates, SQUARE, NOW, ASSUMED)
    assert [unit.callsign for unit in units if unit.rank is not None] == expected
    assert [unit.rank for unit in units if unit.rank is not None] == list(range(1, len(expected) + 1))
    assert {unit.callsign for unit in units} == {c.callsign for c in candidates}


@pytest.mark.parametrize(
    ("unit", "reasons"),
    [
        pytest.param(NEAR, [("free", {}), ("fix_age", {"age_s": 0.0})], id="free"),
        pytest.param(BUSY_NEAR, [("busy_with_orders", {"count": 1.0}), ("fix_age", {"age_s": 0.0})], id="busy"),
        pytest.param(
            replace(NEAR, status=UnitStatus.BUSY), [("busy", {}), ("fix_age", {"age_s": 0.0})], id="busy by hand"
        ),
        pytest.param(
            replace(NEAR, fix=at(500, age_s=200)),
            [("free", {}), ("fix_stale", {"age_s": 200.0, "limit_s": 120.0})],
            id="stale",
        ),
        pytest.param(replace(NEAR, fix=None), [("free", {}), ("no_fix", {})], id="no fix"),
        pytest.param(ORDERED, [("already_ordered", {"order_id": "ord_1", "state": "sent"})], id="ordered"),
        pytest.param(OFF, [("off_duty", {})], id="off duty"),
        pytest.param(OUT, [("out_of_service", {})], id="out of service"),
    ],
)
def test_reasons_say_why(unit: Candidate, reasons: list[tuple[str, dict[str, object]]]) -> None:
    (ranked,) = rank([unit], SQUARE, NOW, ASSUMED)
    assert [(reason.code, dict(reason.values)) for reason in ranked.reasons] == reasons


def test_incident_without_a_place_ranks_by_work_and_says_so() -> None:
    units = rank([BUSY_NEAR, FAR], None, NOW, ASSUMED)
    assert [unit.callsign for unit in units] == ["far", "busy"]
    assert all(unit.travel is None and unit.reasons[-1].code == "no_place" for unit in units)


def test_travel_interval_holds_the_likely_time_and_follows_its_formula() -> None:
    travel = travel_time(UnitKind.CAR, at(1000), SQUARE, NOW, ASSUMED)
    assert travel is not None
    assert travel.distance_m == pytest.approx(1000, rel=1e-3)
    assert travel.low_s == pytest.approx(990 / 17, rel=2e-3)
    assert travel.likely_s == pytest.approx(1000 * 1.3 / 8, rel=2e-3)
    assert travel.high_s == pytest.approx(1010 * 1.8 / 4.5, rel=2e-3)


@pytest.mark.parametrize(
    "wider",
    [
        pytest.param(at(3000, age_s=60, speed_mps=10), id="an older fix of a moving unit"),
        pytest.param(at(3000, accuracy_m=500), id="a coarser fix"),
        pytest.param(at(3000, age_s=200, speed_mps=0), id="a stale fix even if it stood"),
    ],
)
def test_less_certain_fix_widens_the_interval_both_ways(wider: Fix) -> None:
    narrow = travel_time(UnitKind.CAR, at(3000), SQUARE, NOW, ASSUMED)
    wide = travel_time(UnitKind.CAR, wider, SQUARE, NOW, ASSUMED)
    assert narrow is not None
    assert wide is not None
    assert wide.low_s < narrow.low_s
    assert wide.high_s > narrow.high_s
    assert wide.likely_s == pytest.approx(narrow.likely_s)


def test_very_old_fix_gives_a_bounded_interval() -> None:
    travel = travel_time(UnitKind.CAR, at(100, age_s=10**7), SQUARE, NOW, ASSUMED)
    assert travel is not None
    assert travel.low_s == 0
    assert travel.high_s < 5200 * 1.8 / 4.5


def test_recommendation_has_the_shape_of_http() -> None:
    units = rank([NEAR, OFF, candidate("lost", None)], SQUARE, NOW, ASSUMED)
    data = recommendation_data(Recommendation(IncidentId("inc_1"), NOW, units))
    view = shapes.Recommendation.model_validate(data)
    assert [unit.rank for unit in view.units] == [1, 2, None]
    assert set(data) == set(shapes.Recommendation.model_fields)


def test_service_ranks_its_units_as_they_are_now(any_room: Room) -> None:
    room = any_room
    near, far, ordered, off = (room.unit(callsign) for callsign in ("near", "far", "ordered", "off"))
    room.service.record_fix(near.id, room.fix(destination(SQUARE, 0, 300)))
    room.service.record_fix(far.id, room.fix(destination(SQUARE, 0, 3000)))
    incident = room.incident()
    room.order(incident, ordered)
    room.service.units.set_status(off.id, UnitStatus.OFF_DUTY, LIN)
    units = room.service.recommendation(incident.id).units
    assert [(unit.callsign, unit.rank) for unit in units] == [("near", 1), ("far", 2), ("off", None), ("ordered", None)]


def test_recommendation_for_an_unknown_incident_is_not_found(room: Room) -> None:
    with pytest.raises(Fault, match="incident inc_0: not found"):
        room.service.recommendation("inc_0")


def listed(*units: tuple[str, float, float | None]) -> list[RankedUnit]:
    """Ranked units: name, travel seconds, and what leaving costs."""
    travels = [Travel(s * 10, s * 0.8, s, s * 1.5) for _, s, _ in units]
    return [
        RankedUnit(UnitId(name), name, i, travel, (Reason("free"),))
        for i, ((name, _, _), travel) in enumerate(zip(units, travels, strict=True), start=1)
    ]


CLOSE = (("near", 100.0, 0.2), ("spare", 200.0, 0.05), ("far", 500.0, 0.0))
COSTS = {UnitId(name): cost for name, _, cost in CLOSE}


def test_the_unit_that_is_missed_least_goes_first_of_those_in_time() -> None:
    units, choice = priced(listed(*CLOSE), COSTS, 300, is_urgent=False)
    assert [(u.unit_id, u.rank, u.coverage_cost) for u in units] == [
        ("spare", 1, 0.05),
        ("near", 2, 0.2),
        ("far", 3, 0.0),
    ]
    assert choice == Choice(UnitId("near"), UnitId("spare"), UnitId("spare"), 300)


def test_what_is_urgent_gets_the_fastest_and_shows_the_other() -> None:
    units, choice = priced(listed(*CLOSE), COSTS, 300, is_urgent=True)
    assert [u.unit_id for u in units] == ["near", "spare", "far"]
    assert choice == Choice(UnitId("near"), UnitId("spare"), UnitId("near"), 300)


def test_where_nobody_is_in_time_the_fastest_goes() -> None:
    _, choice = priced(listed(*CLOSE), COSTS, 50, is_urgent=False)
    assert choice == Choice(UnitId("near"), UnitId("near"), UnitId("near"), 50)


def test_nothing_is_reordered_where_nothing_is_protected() -> None:
    assert priced(listed(*CLOSE), {}, 300, is_urgent=False) == (tuple(listed(*CLOSE)), None)


def test_a_busy_unit_costs_no_coverage_and_is_not_chosen_for_that() -> None:
    _, choice = priced(listed(*CLOSE), {UnitId("near"): 0.2}, 300, is_urgent=False)
    assert choice is not None
    assert choice.keeps_coverage == "near"


@pytest.mark.parametrize("code", ["declined", "reserved", "shift_ends"])
def test_a_unit_that_cannot_be_counted_on_is_not_chosen_to_keep_coverage(code: str) -> None:
    near, spare, far = listed(*CLOSE)
    spare = replace(spare, reasons=(Reason("free"), Reason(code)))
    _, choice = priced([near, spare, far], COSTS, 300, is_urgent=False)
    assert choice is not None
    assert choice.keeps_coverage == "near"
