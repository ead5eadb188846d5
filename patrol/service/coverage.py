"""Coverage as it is: what the free units reach, what stands open, what a unit's leaving costs, which move helps."""

import threading
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from kernel.actor import Actor, system
from kernel.clock import Clock
from kernel.errors import conflict
from kernel.event import Severity
from kernel.ids import IncidentId
from kernel.sql.journal import last_sequence
from patrol.coverage import (
    Bools,
    Doubles,
    PlaceId,
    ProtectedPlace,
    VoidWatch,
    best_move,
    covers,
    expected,
    losses,
    share_covered,
)
from patrol.incident import IncidentDraft
from patrol.order import OPEN, Order, OrderDraft
from patrol.service.busy import busy_fraction
from patrol.service.change import Change, Desk, change
from patrol.service.cover import MINUTES, Cover, MoveUp, PlaceCover, place_cover_data
from patrol.service.incidents import open_incident
from patrol.service.orders import send
from patrol.service.places import places
from patrol.service.reaching import Reaching
from patrol.service.roads import closures_in
from patrol.store import read
from patrol.store.coverage import CoverageVoidRow
from patrol.store.tables import IncidentRow, OrderRow, UnitRow
from patrol.unit import Unit, UnitKind, UnitStatus

ACTOR = system("coverage")
MOVE_UP = "move_up"
"""The kind of incident behind a move: a unit on it is free all the same."""

OLDEST_FIX = timedelta(minutes=10)  # where an older one is, nobody knows
LEAST_GAIN = 0.02  # a smaller one is not worth a drive
_PAUSE_S = 1.0
_BUSY_KEPT = timedelta(minutes=10)
_LEAST_APART = timedelta(seconds=2)
_MOST_APART = timedelta(seconds=15)  # positions grow old though nobody moves


@dataclass(frozen=True, slots=True)
class _Table:
    """What everything is told from. times: (place, unit) seconds, infinite for a unit of another kind."""

    places: Sequence[ProtectedPlace]
    units: Sequence[Unit]
    weights: Doubles
    within_s: Doubles
    times: Doubles
    covering: Bools


class Coverage:
    """Coverage, computed when units changed and kept in between. Safe to call from any thread."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._reaching = Reaching(desk.atlas, desk.settings.assumptions)
        self._busy = desk.settings.busy_fraction
        self._busy_at: datetime | None = None
        self._lock = threading.Lock()
        self._cover: Cover | None = None
        self._seen = (-1, -1)
        self._voids: VoidWatch | None = None

    def now(self) -> Cover:
        """Coverage as it is, at most seconds old."""
        return self._renewed(self._desk.clock.now())

    def run_once(self, stop: threading.Event) -> None:
        """Follow the units until `stop` is set."""
        clock: Clock = self._desk.clock
        while not stop.is_set():
            self.step(clock.now())
            clock.wait(_PAUSE_S, stop)

    def step(self, now: datetime) -> None:
        """Tell of the places that stand open for too long, and of those that are covered again."""
        cover = self._renewed(now)
        watch = self._watch()
        open_places = [one.place.id for one in cover.places if not one.is_covered]
        opened, closed = watch.step(open_places, [one.place.id for one in cover.places], now)
        if not opened and not closed:
            return
        by_id = {one.place.id: one for one in cover.places}
        with change(self._desk, ACTOR, now) as made:
            made.session.execute(delete(CoverageVoidRow).where(CoverageVoidRow.place_id.in_(opened + closed)))
            for place in opened:
                made.session.add(CoverageVoidRow(place_id=place, told_at=now))
                _tell(made, "coverage.void", by_id[place], now)
            for place in closed:
                _tell(made, "coverage.restored", by_id[place], None)
        with self._lock:
            self._cover = None

    def move_up(self, unit_id: str, place_id: str, actor: Actor) -> Order:
        """Order the unit to stand by a place, where it stays free; raises not-found, and a conflict if it is not."""
        with change(self._desk, actor) as made:
            unit = read.unit(made.session, unit_id)
            place = next((each for each in places(made.session) if each.id == place_id), None)
            if place is None:
                raise conflict("the protected place has been removed; look at coverage again")
            if unit_id not in {each.id for each in free_units(made.session, made.at)}:
                raise conflict(f"unit {unit.callsign} is not free any more; look at coverage again")
            draft = IncidentDraft(place.draft.name, MOVE_UP, Severity.LOW, place.draft.position)
            incident = open_incident(made, draft)
            return send(self._desk, made, OrderDraft(IncidentId(incident.id), unit.id))

    def _renewed(self, now: datetime) -> Cover:
        with self._lock:
            held = self._cover
            if held is not None and timedelta(0) <= now - held.at < _LEAST_APART:
                return held
            with self._desk.database.read() as session:
                seen = last_sequence(session), self._desk.whereabouts.since(-1).upto
                if held is not None and seen == self._seen and timedelta(0) <= now - held.at < _MOST_APART:
                    return held
                self._cover = self._compute(session, now)
            self._seen = seen
            self._desk.prices.put(now, self._cover.losses)
            return self._cover

    def _compute(self, session: Session, now: datetime) -> Cover:
        table = self._table(session, now)
        if self._busy_at is None or not timedelta(0) <= now - self._busy_at < _BUSY_KEPT:
            self._busy, self._busy_at = busy_fraction(session, now, self._desk.settings.busy_fraction, MOVE_UP), now
        told = {row.place_id: row.told_at for row in session.scalars(select(CoverageVoidRow))}
        limits = [np.full(len(table.places), minutes * 60) for minutes in MINUTES]
        cost = losses(table.weights, table.covering, self._busy)
        return Cover(
            now,
            share_covered(table.weights, table.covering),
            expected(table.weights, table.covering, self._busy),
            tuple(share_covered(table.weights, covers(table.times, limit)) for limit in limits),
            len(table.units),
            tuple(_place_cover(table, row, told.get(place.id)) for row, place in enumerate(table.places)),
            self._move(session, table),
            {unit.id: float(lost) for unit, lost in zip(table.units, cost, strict=True)},
        )

    def _table(self, session: Session, now: datetime) -> _Table:
        every = places(session)
        units = [unit for unit in free_units(session, now) if unit.fix is not None] if every else []
        closures = closures_in(session) if every else []
        times: Doubles = np.full((len(every), len(units)), np.inf)
        for kind in {unit.kind for unit in units}:
            columns = [column for column, unit in enumerate(units) if unit.kind is kind]
            starts = [fix.position for column in columns if (fix := units[column].fix) is not None]
            times[:, columns] = self._reaching.times(every, kind, starts, closures)
            other = [row for row, place in enumerate(every) if place.draft.kind not in (None, kind)]
            times[np.ix_(other, columns)] = np.inf
        weights = np.array([place.draft.weight for place in every])
        within_s = np.array([place.draft.within_s for place in every])
        return _Table(every, units, weights, within_s, times, covers(times, within_s))

    def _move(self, session: Session, table: _Table) -> MoveUp | None:
        if not table.units or bool(table.covering.any(axis=1).all()):
            return None  # nothing stands open
        closures, stands = closures_in(session), [place.draft.position for place in table.places]
        there: dict[UnitKind, Bools] = {}
        for kind in {unit.kind for unit in table.units}:
            reached = covers(self._reaching.times(table.places, kind, stands, closures), table.within_s)
            is_for = np.array([place.draft.kind in (None, kind) for place in table.places])
            there[kind] = reached & is_for[:, None]
        kinds = [unit.kind for unit in table.units]
        move = best_move(table.weights, table.covering, there, kinds, table.times, self._busy)
        if move is None or move.gain < LEAST_GAIN:
            return None
        unit = table.units[move.unit]
        return MoveUp(unit.id, unit.callsign, table.places[move.place], move.seconds, move.gain)

    def _watch(self) -> VoidWatch:
        if self._voids is None:
            settings = self._desk.settings
            with self._desk.database.read() as session:
                told = {PlaceId(place) for place in session.scalars(select(CoverageVoidRow.place_id))}
            self._voids = VoidWatch(settings.void_after_s, settings.void_settle_s, told)
        return self._voids


def free_units(session: Session, now: datetime) -> Sequence[Unit]:
    """Who can be sent now, of whom it is known where they are; a unit that only moves up is free."""
    rows = session.scalars(select(UnitRow).where(UnitRow.status.in_([UnitStatus.AVAILABLE, UnitStatus.BUSY])))
    units = read.units(session, rows.all())
    moving = _only_moving(session)
    return [
        unit
        for unit in units
        if (not unit.order_ids and unit.status is UnitStatus.AVAILABLE) or unit.id in moving
        if unit.fix is not None and now - unit.fix.at <= OLDEST_FIX
        if unit.reservation is None or not unit.reservation.holds(now)
    ]


def _only_moving(session: Session) -> set[str]:
    """The units all of whose open orders are moves."""
    query = select(OrderRow.unit_id, IncidentRow.kind).join(IncidentRow, IncidentRow.id == OrderRow.incident_id)
    pairs = session.execute(query.where(OrderRow.state.in_([state.value for state in OPEN]))).all()
    return {unit for unit, _ in pairs} - {unit for unit, kind in pairs if kind != MOVE_UP}


def _place_cover(table: _Table, row: int, told_at: datetime | None) -> PlaceCover:
    times = table.times[row]
    place, is_covered = table.places[row], bool(table.covering[row].any())
    first = int(np.argmin(times)) if len(times) else 0
    if not len(times) or not np.isfinite(times[first]):
        return PlaceCover(place, None, None, None, is_covered, told_at)
    unit = table.units[first]
    return PlaceCover(place, unit.id, unit.callsign, float(times[first]), is_covered, told_at)


def _tell(made: Change, kind: str, cover: PlaceCover, void_since: datetime | None) -> None:
    told = replace(cover, void_since=void_since)
    made.say(kind, f"protected_place:{cover.place.id}", place_cover_data(told))
