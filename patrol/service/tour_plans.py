"""Plans of rounds: the order, by the roads where a map is there, shown before anybody goes."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from sqlalchemy.orm import Session

from kernel.geo import LatLon, distance_m
from patrol.checkpoint import Checkpoint, CheckpointId
from patrol.roads.atlas import RoadTimes
from patrol.roads.network import PROFILES
from patrol.roads.way import find_way
from patrol.service.change import Desk
from patrol.service.roads import closures_in, road_times
from patrol.store import patrols_read as read
from patrol.store.read import unit
from patrol.tour import Tour, TourId
from patrol.tour_order import Legs, kept_order, varied_order
from patrol.unit import UnitKind

# What one moves at along a straight line, for towns whose roads are not known.
STRAIGHT_MPS = {UnitKind.FOOT: 1.2, UnitKind.BICYCLE: 3.5, UnitKind.MOTORCYCLE: 7.0, UnitKind.CAR: 7.0}
_SEEDS = 1 << 31


@dataclass(frozen=True, slots=True)
class Stop:
    """A checkpoint of a planned round. is_late: it is reached only after it was due."""

    checkpoint_id: CheckpointId
    reached_at: datetime
    due_at: datetime | None

    @property
    def is_late(self) -> bool:
        return self.due_at is not None and self.reached_at > self.due_at


@dataclass(frozen=True, slots=True)
class TourPlan:
    """A planned round. seed: what makes it again; line: the way, over the roads where by_roads."""

    tour_id: TourId
    seed: int
    stops: tuple[Stop, ...]
    line: tuple[LatLon, ...]
    by_roads: bool


class TourPlans:
    """Plans rounds. Safe to call from any thread; nothing is kept."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def plan(self, tour_id: str, unit_id: str | None = None, seed: int | None = None) -> TourPlan:
        """A round of the tour from where the unit is; without a seed another one each time. Raises not-found faults."""
        now = self._desk.clock.now()
        seed = secrets.randbelow(_SEEDS) if seed is None else seed
        with self._desk.database.read() as session:
            tour = read.tour(session, read.tour_row(session, tour_id))
            points = _points(session, tour)
            fix = None if unit_id is None else unit(session, unit_id).fix
            start = None if fix is None else fix.position
            roads = road_times(self._desk, session)
            legs = _legs(tour, points, start, now, roads)
            found = varied_order(legs, seed) if tour.draft.is_varied else kept_order(legs)
            line = self._line(session, tour.draft.kind, start, [points[i].position for i in found.order], roads)
        due = [point.due_at for point in tour.points]
        stops = tuple(
            Stop(points[i].id, now + timedelta(seconds=reached), due[i])
            for i, reached in zip(found.order, found.reached_s, strict=True)
        )
        return TourPlan(tour.id, seed, stops, line, roads is not None)

    def _line(
        self, session: Session, kind: UnitKind, start: LatLon | None, places: Sequence[LatLon], roads: RoadTimes | None
    ) -> tuple[LatLon, ...]:
        stations = [*([] if start is None else [start]), *places]
        graph = None
        if roads is not None:
            graph = self._desk.atlas.graph(PROFILES[kind], closures_in(session))
        line: list[LatLon] = stations[:1]
        for a, b in pairwise(stations):
            way = None if graph is None else find_way(graph, a, b)
            line += [*(() if way is None else way.line), b]
        return tuple(line)


def _points(session: Session, tour: Tour) -> list[Checkpoint]:
    found = {point.id: point for point in read.checkpoints(session, tour.draft.checkpoint_ids)}
    return [found[point] for point in tour.draft.checkpoint_ids]


def _legs(
    tour: Tour, points: Sequence[Checkpoint], start: LatLon | None, now: datetime, roads: RoadTimes | None
) -> Legs:
    places, kind = [point.position for point in points], tour.draft.kind
    into = [_seconds(kind, places, place, roads) for place in places]  # of each: from all to it
    between = [[into[to][a] for to in range(len(places))] for a in range(len(places))]
    first = [0.0] * len(places) if start is None else [_seconds(kind, [start], place, roads)[0] for place in places]
    due = [None if point.due_at is None else (point.due_at - now).total_seconds() for point in tour.points]
    return Legs(between, first, due)


def _seconds(kind: UnitKind, starts: Sequence[LatLon], target: LatLon, roads: RoadTimes | None) -> list[float]:
    straight = [distance_m(start, target) / STRAIGHT_MPS[kind] for start in starts]
    if roads is None:
        return straight
    on_roads = roads.seconds_to(target, kind, starts)
    # Where no road leads one walks over the yard.
    return [plain if seconds is None else seconds for seconds, plain in zip(on_roads, straight, strict=True)]
