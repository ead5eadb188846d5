"""The demo town on the ground: streets, water, greens and houses in metres around `plan.ORIGIN`."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from console.demo import plan
from console.demo.houses import House, build_houses
from console.demo.lines import Points, resampled
from console.demo.plan import AREAS, GARDENS, ORIGIN, PLACES, POND, RAILWAYS, STREETS, AreaPlan, Rank, StreetPlan
from kernel.geo import LatLon, LocalPlane

PLANE = LocalPlane(ORIGIN)
CARRIAGEWAY_M: dict[Rank, float] = {"main": 11.0, "street": 7.0, "path": 3.2}
PAVEMENT_M: dict[Rank, float] = {"main": 3.4, "street": 2.4, "path": 0.0}
_SAMPLE_M = 9.0


@dataclass(frozen=True)
class Street:
    """One street from end to end; `points` follow its middle."""

    name: str
    name_zh: str
    rank: Rank
    one_way: bool
    points: Points

    @property
    def half_width(self) -> float:
        """From the middle to the outer edge of the pavement, metres."""
        return CARRIAGEWAY_M[self.rank] / 2 + PAVEMENT_M[self.rank]


@dataclass(frozen=True)
class Area:
    """A patch of ground with a use; `outline` is its closed outline without the repeated first point."""

    name: str
    name_zh: str
    kind: str
    use: str
    outline: Points


@dataclass(frozen=True)
class Place:
    """A name on the map."""

    name: str
    name_zh: str
    x: float
    y: float


@dataclass(frozen=True)
class Town:
    """All there is."""

    streets: tuple[Street, ...]
    areas: tuple[Area, ...]
    railways: tuple[Points, ...]
    places: tuple[Place, ...]
    houses: tuple[House, ...]

    def area(self, name: str) -> Area:
        """The area of that English name."""
        return next(a for a in self.areas if a.name == name)


@cache
def build_town() -> Town:
    """The town; built once a process (about half a second)."""
    streets = tuple(_street(s) for s in STREETS)
    areas = tuple(_area(a) for a in (*AREAS, *GARDENS, POND))
    railways = tuple(_stroke(a, b) for a, b in RAILWAYS)
    places = tuple(Place(name, zh, *plan.bend_point(*at)) for name, zh, at in PLACES)
    taken = [(s.points, 2 * s.half_width + (1.5 if s.rank == "path" else 0.7)) for s in streets] + [
        (r, 6.0) for r in railways
    ]
    houses = build_houses(STREETS, taken, [(a.use, a.outline) for a in areas])
    return Town(streets, areas, railways, places, houses)


def place_of(x: float, y: float) -> LatLon:
    """The place on the earth of metres `x` east and `y` north."""
    return PLANE.place(x, y)


def metres_of(place: LatLon) -> tuple[float, float]:
    """Metres east and north of a place."""
    return PLANE.metres(place)


def _street(stroke: StreetPlan) -> Street:
    return Street(stroke.name, stroke.name_zh, stroke.rank, stroke.one_way, _stroke(stroke.start, stroke.end))


def _area(patch: AreaPlan) -> Area:
    closed = np.array([*patch.corners, patch.corners[0]], dtype=float)
    return Area(patch.name, patch.name_zh, patch.kind, patch.use, plan.bend(resampled(closed, _SAMPLE_M))[:-1])


def _stroke(start: tuple[float, float], end: tuple[float, float]) -> Points:
    return plan.bend(resampled(np.array([start, end], dtype=float), _SAMPLE_M))
