"""Whom to send: units ranked by travel time, work in hand and how well their position is known, each with its reasons.

Time is that of the roads where a map is imported. Without one, or where no road leads, the way is the straight line
times a detour factor, and says so. Both are an interval, widened by how far the unit may have moved since its fix and
by the fix's own radius.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from kernel.geo import LatLon, distance_m
from kernel.ids import IncidentId, OrderId, UnitId
from patrol.order import OrderState
from patrol.position import Fix
from patrol.unit import NOT_SENDABLE, UnitKind, UnitStatus


@dataclass(frozen=True, slots=True)
class Pace:
    """Speeds over ground including stops, m/s: slow day, usual, at best."""

    slow_mps: float
    usual_mps: float
    fast_mps: float


PACES: Mapping[UnitKind, Pace] = {
    UnitKind.FOOT: Pace(1.1, 1.5, 3.0),
    UnitKind.BICYCLE: Pace(3.0, 4.5, 7.0),
    UnitKind.MOTORCYCLE: Pace(5.5, 9.0, 17.0),
    UnitKind.CAR: Pace(4.5, 8.0, 17.0),
}


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What the figures rest on. order_cost_s: what each open order in hand counts for, as travel time.

    road_low, road_high: a drive at best and at worst, against the time of the roads' usual speeds.
    """

    detour_low: float = 1.0
    detour: float = 1.3
    detour_high: float = 1.8
    road_low: float = 0.8
    road_high: float = 1.5
    stale_after_s: float = 120.0
    usual_accuracy_m: float = 50.0
    drift_limit_m: float = 5000.0
    order_cost_s: float = 600.0
    paces: Mapping[UnitKind, Pace] = field(default_factory=lambda: PACES)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A unit that may be sent. ordered: its open order for this very incident, if it has one.

    remarks: further reasons that are known of it; is_aside: it ranks after all the others because of them.
    in_danger: its panic button stands, so it needs help itself.
    """

    unit_id: UnitId
    callsign: str
    kind: UnitKind
    status: UnitStatus
    fix: Fix | None
    open_orders: int = 0
    ordered: tuple[OrderId, OrderState] | None = None
    remarks: "tuple[Reason, ...]" = ()
    is_aside: bool = False
    in_danger: bool = False


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a unit ranks where it does; the page has the words for `code`.

    Codes: free · busy {} · busy_with_orders {count} · fix_age {age_s} · fix_stale {age_s, limit_s} · no_fix ·
    no_place (the incident has none) · no_road (a map is imported, but no road leads there) · off_duty ·
    out_of_service · already_ordered {order_id, state} · declined (this incident) · reserved {left_s} (for something
    else) · reserved_here {left_s} · shift_ends {left_s}.
    """

    code: str
    values: Mapping[str, float | str] = field(default_factory=dict)


NOT_COUNTED_ON = frozenset({"declined", "reserved", "shift_ends"})


class TravelBy(StrEnum):
    """What a travel time was measured on."""

    ROAD = "road"
    STRAIGHT = "straight"


@dataclass(frozen=True, slots=True)
class Travel:
    """The way to go and how long it takes, in seconds: at best, likely, at worst. distance_m: straight line."""

    distance_m: float
    low_s: float
    likely_s: float
    high_s: float
    by: TravelBy = TravelBy.STRAIGHT


class TravelTimes(Protocol):
    """Who knows how long the roads take."""

    def seconds_to(self, target: LatLon, kind: UnitKind, starts: Sequence[LatLon]) -> Sequence[float | None]:
        """Seconds from each of `starts` for a unit of `kind`; None where no road leads."""
        ...


@dataclass(frozen=True, slots=True)
class RankedUnit:
    """A unit in the list. rank: from 1; None: left out, the last reason says why.

    coverage_cost: by how much expected coverage falls when it leaves, a share; None where it counts for none.
    """

    unit_id: UnitId
    callsign: str
    rank: int | None
    travel: Travel | None
    reasons: tuple[Reason, ...]
    coverage_cost: float | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Two ways to choose, and the one taken. keeps_coverage: of those there within on_time_s the one missed least."""

    fastest: UnitId
    keeps_coverage: UnitId
    taken: UnitId
    on_time_s: float


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The units for an incident: ranked first, then those left out by callsign. choice: None where none is priced."""

    incident_id: IncidentId
    computed_at: datetime
    units: tuple[RankedUnit, ...]
    choice: Choice | None = None


def rank(
    candidates: Iterable[Candidate],
    target: LatLon | None,
    now: datetime,
    assumptions: Assumptions,
    roads: TravelTimes | None = None,
) -> tuple[RankedUnit, ...]:
    """The candidates, best first, then those left out.

    Order: likely travel time (at worst, where the fix is stale) plus the cost of the work in hand; units without
    a travel time come after all that have one, by work in hand; those set aside come last. Ties go by callsign.
    """
    candidates = list(candidates)
    travels = travel_times([(c.kind, c.fix) for c in candidates], target, now, assumptions, roads)
    kept: list[tuple[tuple[bool, bool, float, str], RankedUnit]] = []
    left_out: list[RankedUnit] = []
    for candidate, travel in zip(candidates, travels, strict=True):
        exclusion = _exclusion(candidate)
        reasons = _reasons(candidate, target, now, assumptions)
        if roads is not None and travel is not None and travel.by is TravelBy.STRAIGHT:
            reasons = (*reasons, Reason("no_road"))
        unit = RankedUnit(candidate.unit_id, candidate.callsign, None, travel, reasons)
        if exclusion is not None:
            left_out.append(RankedUnit(unit.unit_id, unit.callsign, None, travel, (exclusion,)))
            continue
        cost_s = _cost_s(candidate, travel, now, assumptions)
        kept.append(((candidate.is_aside, travel is None, cost_s, unit.callsign), unit))
    kept.sort(key=lambda pair: pair[0])
    ranked = [RankedUnit(u.unit_id, u.callsign, i, u.travel, u.reasons) for i, (_, u) in enumerate(kept, start=1)]
    return (*ranked, *sorted(left_out, key=lambda u: u.callsign))


def priced(
    units: Sequence[RankedUnit], costs: Mapping[UnitId, float], on_time_s: float, is_urgent: bool
) -> tuple[tuple[RankedUnit, ...], Choice | None]:
    """The ranking with what each choice costs; costs: of free units only, by how much expected coverage falls.

    What is urgent gets the fastest. Else, of the free units that are there within `on_time_s`, the one comes first
    whose leaving costs least, the sooner of equals; the others stay in their order.
    """
    units = [replace(unit, coverage_cost=costs.get(unit.unit_id)) for unit in units]
    ranked = [unit for unit in units if unit.rank is not None]
    if not costs or not ranked or ranked[0].travel is None:
        return tuple(units), None
    in_time = [
        (round(unit.coverage_cost, 3), unit.rank, unit)
        for unit in ranked
        if unit.rank is not None and unit.coverage_cost is not None and _arrives_s(unit) <= on_time_s
    ]
    fastest = ranked[0]
    keeps = min(in_time, key=lambda one: one[:2])[2] if in_time else fastest
    taken = fastest if is_urgent else keeps
    ordered = [taken, *(unit for unit in ranked if unit is not taken)]
    choice = Choice(fastest.unit_id, keeps.unit_id, taken.unit_id, on_time_s)
    left_out = [unit for unit in units if unit.rank is None]
    return (*(replace(unit, rank=i) for i, unit in enumerate(ordered, start=1)), *left_out), choice


def _arrives_s(unit: RankedUnit) -> float:
    """Likely; at worst, where nobody knows where it is; never, where it may not be counted on."""
    codes = {reason.code for reason in unit.reasons}
    if unit.travel is None or codes & NOT_COUNTED_ON:
        return float("inf")
    return unit.travel.high_s if "fix_stale" in codes else unit.travel.likely_s


def travel_times(
    units: Sequence[tuple[UnitKind, Fix | None]],
    target: LatLon | None,
    now: datetime,
    assumptions: Assumptions,
    roads: TravelTimes | None,
) -> list[Travel | None]:
    """How long each unit takes, by road where one leads; one question to `roads` for each kind of unit.

    With the road's time t and the radius r of `travel_time`: low = max(0, t · road_low − r / fast), likely = t,
    high = t · road_high + r / slow.
    """
    travels = [travel_time(kind, fix, target, now, assumptions) for kind, fix in units]
    if roads is None or target is None:
        return travels
    by_kind: defaultdict[UnitKind, list[tuple[int, Fix]]] = defaultdict(list)
    for i, (kind, fix) in enumerate(units):
        if fix is not None:
            by_kind[kind].append((i, fix))
    for kind, fixes in by_kind.items():
        seconds = roads.seconds_to(target, kind, [fix.position for _, fix in fixes])
        for (i, fix), road_s in zip(fixes, seconds, strict=True):
            straight = travels[i]
            if road_s is not None and straight is not None:
                radius_m = _radius_m(kind, fix, now, assumptions)
                travels[i] = _by_road(straight, road_s, radius_m, assumptions.paces[kind], assumptions)
    return travels


def travel_time(
    kind: UnitKind, fix: Fix | None, target: LatLon | None, now: datetime, assumptions: Assumptions
) -> Travel | None:
    """How long a unit of `kind` at `fix` takes to `target`; None without either.

    With straight distance d and radius r = accuracy + age × speed (at most `drift_limit_m` of drift):
    low = max(0, d − r) · detour_low / fast, likely = d · detour / usual, high = (d + r) · detour_high / slow.
    """
    if fix is None or target is None:
        return None
    pace = assumptions.paces[kind]
    straight_m = distance_m(fix.position, target)
    radius_m = _radius_m(kind, fix, now, assumptions)
    return Travel(
        straight_m,
        max(0.0, straight_m - radius_m) * assumptions.detour_low / pace.fast_mps,
        straight_m * assumptions.detour / pace.usual_mps,
        (straight_m + radius_m) * assumptions.detour_high / pace.slow_mps,
    )


def _by_road(straight: Travel, road_s: float, radius_m: float, pace: Pace, assumptions: Assumptions) -> Travel:
    return replace(
        straight,
        low_s=max(0.0, road_s * assumptions.road_low - radius_m / pace.fast_mps),
        likely_s=road_s,
        high_s=road_s * assumptions.road_high + radius_m / pace.slow_mps,
        by=TravelBy.ROAD,
    )


def _radius_m(kind: UnitKind, fix: Fix, now: datetime, assumptions: Assumptions) -> float:
    """How far from its fix the unit may be by now."""
    pace = assumptions.paces[kind]
    accuracy_m = assumptions.usual_accuracy_m if fix.accuracy_m is None else fix.accuracy_m
    speed_mps = pace.usual_mps if fix.speed_mps is None else fix.speed_mps
    if _age_s(fix, now) > assumptions.stale_after_s:
        # It may have stood then and be driving since.
        speed_mps = max(speed_mps, pace.usual_mps)
    return accuracy_m + min(assumptions.drift_limit_m, _age_s(fix, now) * speed_mps)


def _exclusion(candidate: Candidate) -> Reason | None:
    if candidate.ordered is not None:
        order_id, state = candidate.ordered
        return Reason("already_ordered", {"order_id": order_id, "state": state.value})
    if candidate.in_danger:
        return Reason("in_danger")
    if candidate.status in NOT_SENDABLE:
        return Reason(candidate.status.value)
    return None


def _reasons(
    candidate: Candidate, target: LatLon | None, now: datetime, assumptions: Assumptions
) -> tuple[Reason, ...]:
    reasons = []
    if candidate.open_orders:
        reasons.append(Reason("busy_with_orders", {"count": float(candidate.open_orders)}))
    elif candidate.status is UnitStatus.BUSY:
        reasons.append(Reason("busy"))
    else:
        reasons.append(Reason("free"))
    if candidate.fix is None:
        reasons.append(Reason("no_fix"))
    else:
        age_s = round(_age_s(candidate.fix, now), 1)
        if age_s > assumptions.stale_after_s:
            reasons.append(Reason("fix_stale", {"age_s": age_s, "limit_s": assumptions.stale_after_s}))
        else:
            reasons.append(Reason("fix_age", {"age_s": age_s}))
    if target is None:
        reasons.append(Reason("no_place"))
    return (*reasons, *candidate.remarks)


def _cost_s(candidate: Candidate, travel: Travel | None, now: datetime, assumptions: Assumptions) -> float:
    load = max(candidate.open_orders, int(candidate.status is UnitStatus.BUSY))
    work_s = load * assumptions.order_cost_s
    if travel is None or candidate.fix is None:
        return work_s
    is_stale = _age_s(candidate.fix, now) > assumptions.stale_after_s
    return work_s + (travel.high_s if is_stale else travel.likely_s)


def _age_s(fix: Fix, now: datetime) -> float:
    return max(0.0, (now - fix.at).total_seconds())
