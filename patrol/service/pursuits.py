"""Pursuits: computed anew whenever somebody looks; units sent to block a crossing are ordinary orders."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from kernel.actor import Actor
from kernel.errors import conflict, invalid
from kernel.event import Severity
from kernel.geo import LatLon, distance_m
from kernel.ids import IncidentId
from patrol.incident import IncidentDraft, IncidentState, LinkKind
from patrol.order import OPEN, Order, OrderDraft
from patrol.pursuit import LONGEST_S, Block, Chaser, blocks, flight, passes
from patrol.roads.reach import Rings, reach
from patrol.service.change import Desk, change
from patrol.service.coverage import free_units
from patrol.service.incidents import open_incident
from patrol.service.merging import link
from patrol.service.orders import send
from patrol.service.roads import Roads
from patrol.store import read
from patrol.store.tables import IncidentRow, OrderRow
from patrol.unit import Unit, UnitKind

BLOCK = "pursuit_block"
"""The kind of incident behind a unit that blocks a crossing."""

SOON_S = 60.0  # the second outline
CAMERAS_AHEAD_S = 300.0
CAMERAS_PAST_S = 30.0
_AHEAD = timedelta(seconds=60)  # clocks differ
_SAME_M = 20.0
_LEAST_S = 5.0
_MOST_CHASERS = 16


@dataclass(frozen=True, slots=True)
class Sought:
    """Who is sought: last seen where and when, and how he moves."""

    position: LatLon
    since: datetime
    kind: UnitKind


@dataclass(frozen=True, slots=True)
class Taken:
    """A crossing to which a unit is under way."""

    incident_id: str
    position: LatLon
    callsign: str


@dataclass(frozen=True, slots=True)
class Pursuit:
    """How things stand. edges: what he can have reached now, and in a minute; None: no road is near the start.

    is_over: more than half an hour has gone by, the outline grows no more. cameras: (number as asked, seconds from
    now until he can come past; below zero: since).
    """

    at: datetime
    elapsed_s: float
    is_over: bool
    edges: tuple[list[Rings], list[Rings]] | None
    cameras: Sequence[tuple[int, float]]
    blocks: Sequence[Block]
    taken: Sequence[Taken]


class Pursuits:
    """Safe to call from any thread. Nothing is kept: two who ask the same see the same."""

    def __init__(self, desk: Desk, roads: Roads) -> None:
        self._desk = desk
        self._roads = roads

    def look(self, sought: Sought, cameras: Sequence[LatLon]) -> Pursuit:
        """How things stand now; raises an invalid fault for a time to come, a conflict where no map is imported."""
        now = self._desk.clock.now()
        elapsed_s = (now - sought.since).total_seconds()
        if elapsed_s < -_AHEAD.total_seconds():
            raise invalid(f"pursuit: {sought.since.isoformat()} is still to come; say when he was last seen")
        shown_s = min(max(elapsed_s, _LEAST_S), LONGEST_S)
        graph = self._roads.graph(sought.kind)
        fled = flight(graph, sought.position, LONGEST_S + CAMERAS_AHEAD_S)
        taken = self._taken()
        if fled is None:
            return Pursuit(now, elapsed_s, elapsed_s > LONGEST_S, None, (), (), taken)
        limits = (shown_s * fled.hurry, min(shown_s + SOON_S, LONGEST_S + SOON_S) * fled.hurry)
        outlines = reach(graph, sought.position, limits)
        assert outlines is not None
        is_over = elapsed_s > LONGEST_S
        seen = [] if is_over else _passing(passes(fled, cameras), shown_s)
        chasers = [] if is_over else [(one, self._roads.graph(one.kind)) for one in self._chasers(sought, now)]
        found = blocks(fled, shown_s, chasers, [one.position for one in taken])
        return Pursuit(now, elapsed_s, is_over, (outlines[0], outlines[1]), seen, found, taken)

    def block(self, unit_id: str, crossing: LatLon, incident_id: str | None, actor: Actor) -> Order:
        """Send a free unit to a crossing; raises a conflict when it is not free, or another blocks it already."""
        with change(self._desk, actor) as made:
            unit = read.unit(made.session, unit_id)
            for one in _blocked(made.session):
                if distance_m(one.position, crossing) <= _SAME_M:
                    raise conflict(f"{one.callsign} is sent to that crossing already")
            if unit_id not in {each.id for each in free_units(made.session, made.at)}:
                raise conflict(f"unit {unit.callsign} is not free any more; choose another")
            parent = None if incident_id is None else read.incident_row(made.session, incident_id)
            title = "Block crossing" if parent is None else f"Block crossing: {parent.title}"
            draft = IncidentDraft(title[:200], BLOCK, Severity.HIGH, crossing)
            incident = open_incident(made, draft)
            order = send(self._desk, made, OrderDraft(IncidentId(incident.id), unit.id))
            if parent is not None:
                link(made, incident.id, parent.id, LinkKind.RELATED)
            return order

    def _chasers(self, sought: Sought, now: datetime) -> list[Chaser]:
        with self._desk.database.read() as session:
            units = free_units(session, now)
        near = sorted(units, key=lambda unit: _off_m(unit, sought.position))
        return [
            Chaser(unit.id, unit.callsign, unit.kind, unit.fix.position) for unit in near[:_MOST_CHASERS] if unit.fix
        ]

    def _taken(self) -> list[Taken]:
        with self._desk.database.read() as session:
            return _blocked(session)


def _passing(seconds: Sequence[float | None], elapsed_s: float) -> list[tuple[int, float]]:
    """Soonest to come first, then what he may have passed just now."""
    near = [(number, at - elapsed_s) for number, at in enumerate(seconds) if at is not None]
    near = [one for one in near if -CAMERAS_PAST_S <= one[1] <= CAMERAS_AHEAD_S]
    return sorted(near, key=lambda one: (one[1] < 0, abs(one[1])))


def _off_m(unit: Unit, place: LatLon) -> float:
    return distance_m(unit.fix.position, place) if unit.fix else float("inf")


def _blocked(session: Session) -> list[Taken]:
    query = select(IncidentRow, OrderRow).join(OrderRow, OrderRow.incident_id == IncidentRow.id)
    query = query.where(IncidentRow.kind == BLOCK, IncidentRow.state != IncidentState.CLOSED.value)
    query = query.where(OrderRow.state.in_([state.value for state in OPEN])).order_by(OrderRow.sent_at, OrderRow.id)
    return [
        Taken(incident.id, LatLon(incident.lat, incident.lon), read.unit(session, order.unit_id).callsign)
        for incident, order in session.execute(query)
        if incident.lat is not None and incident.lon is not None
    ]
