"""The street graph: corners, stretches between them, and the shortest way along them. Pure."""

import heapq
import itertools
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from console.demo import plan
from console.demo.lines import Line, Points, distinct, resampled
from console.demo.plan import STREETS, Rank, StreetPlan

_STEP_M = 9.0


@dataclass(frozen=True)
class Stretch:
    """A piece of street from corner to corner, in one direction; `line` is its middle."""

    start: int
    end: int
    rank: Rank
    street: str
    line: Line
    is_against: bool = False  # of a one-way street


@dataclass(frozen=True)
class Roads:
    """corners: (n, 2) metres. out: the stretches that leave each corner by car; walkers may also use `on_foot`."""

    corners: Points
    out: tuple[tuple[Stretch, ...], ...]
    on_foot: tuple[tuple[Stretch, ...], ...]

    @cached_property
    def drivable(self) -> tuple[int, ...]:
        """Corners that a car can leave."""
        return tuple(i for i, ways in enumerate(self.out) if ways)

    def nearest(self, x: float, y: float, by_car: bool) -> int:
        """The corner next to (x, y)."""
        usable = self.drivable if by_car else range(len(self.corners))
        return min(usable, key=lambda i: math.hypot(self.corners[i, 0] - x, self.corners[i, 1] - y))

    def way(self, start: int, end: int, by_car: bool) -> list[Stretch] | None:
        """The shortest way between two corners (Dijkstra); None when there is none, empty when already there."""
        ways = self.out if by_car else self.on_foot
        best: dict[int, float] = {start: 0.0}
        came: dict[int, Stretch] = {}
        queue = [(0.0, start)]
        while queue:
            cost, corner = heapq.heappop(queue)
            if corner == end:
                return _back(came, start, end)
            if cost > best[corner]:
                continue
            for stretch in ways[corner]:
                total = cost + stretch.line.length
                if total < best.get(stretch.end, math.inf):
                    best[stretch.end] = total
                    came[stretch.end] = stretch
                    heapq.heappush(queue, (total, stretch.end))
        return None


@cache
def build_roads() -> Roads:
    """The graph of the whole town."""
    corners: list[tuple[float, float]] = []
    stretches: list[Stretch] = []
    for street in STREETS:
        marks = sorted(set(_crossings(street)))
        for start, end in itertools.pairwise(marks):
            if end - start < 1.0:
                continue
            points = plan.bend(resampled(np.array([_along(street, start), _along(street, end)]), _STEP_M))
            a, b = _corner(corners, points[0]), _corner(corners, points[-1])
            stretches.append(Stretch(a, b, street.rank, street.name, Line(points)))
            back = Line(points[::-1].copy())
            stretches.append(Stretch(b, a, street.rank, street.name, back, street.one_way))
    return Roads(np.array(corners), _leaving(stretches, len(corners), True), _leaving(stretches, len(corners), False))


def joined(stretches: list[Stretch]) -> Points:
    """The middle line of a way, without doubled points."""
    return distinct(np.vstack([s.line.points for s in stretches]))


def _leaving(stretches: list[Stretch], count: int, by_car: bool) -> tuple[tuple[Stretch, ...], ...]:
    result: list[list[Stretch]] = [[] for _ in range(count)]
    for stretch in stretches:
        if by_car and (stretch.rank == "path" or stretch.is_against):
            continue
        result[stretch.start].append(stretch)
    return tuple(tuple(ways) for ways in result)


def _back(came: dict[int, Stretch], start: int, end: int) -> list[Stretch]:
    way: list[Stretch] = []
    while end != start:
        way.append(came[end])
        end = came[end].start
    return way[::-1]


def _crossings(street: StreetPlan) -> Iterator[float]:
    """Metres along `street` where another meets it, its own ends too; every stroke runs along one axis of the sheet."""
    (ax, ay), (bx, by) = street.start, street.end
    yield from (0.0, math.hypot(bx - ax, by - ay))
    for other in STREETS:
        (cx, cy), (dx, dy) = other.start, other.end
        if (ay == by) == (cy == dy):
            continue
        x, y = (cx, ay) if ay == by else (ax, cy)
        on_own = min(ax, bx) <= x <= max(ax, bx) and min(ay, by) <= y <= max(ay, by)
        on_other = min(cx, dx) <= x <= max(cx, dx) and min(cy, dy) <= y <= max(cy, dy)
        if on_own and on_other:
            yield math.hypot(x - ax, y - ay)


def _along(street: StreetPlan, mark: float) -> tuple[float, float]:
    return Line(np.array([street.start, street.end], dtype=float)).at(mark)


def _corner(corners: list[tuple[float, float]], point: Points) -> int:
    for i, (x, y) in enumerate(corners):
        if math.hypot(x - point[0], y - point[1]) < 3.0:
            return i
    corners.append((float(point[0]), float(point[1])))
    return len(corners) - 1
