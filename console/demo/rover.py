"""A unit under way in the streets: on its beat, or the shortest way to where it is told. Pure but for chance."""

import math
import random
from dataclasses import dataclass, field

from console.demo.plan import bend_point
from console.demo.roads import Roads, Stretch
from console.demo.roster import UnitKind, UnitPlan

_BEAT_MPS: dict[UnitKind, float] = {"foot": 1.4, "bicycle": 4.2, "motorcycle": 8.0, "car": 7.5}
_URGENT_MPS: dict[UnitKind, float] = {"foot": 2.6, "bicycle": 6.5, "motorcycle": 13.0, "car": 12.5}
_SIDE_M: dict[UnitKind, float] = {"foot": 4.4, "bicycle": 2.2, "motorcycle": 1.6, "car": 1.8}
_SLOWS_MPS2 = 1.6


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the unit is: metres, course from north, speed."""

    x: float
    y: float
    course_deg: float
    speed_mps: float


@dataclass(slots=True)
class Rover:
    """`step` moves it; `go_to` gives it somewhere to be, `resume` lets it walk its beat again."""

    plan: UnitPlan
    roads: Roads
    luck: random.Random
    mark: float = 0.0
    speed: float = 0.0
    way: list[Stretch] = field(default_factory=list)
    goal: tuple[float, float] | None = None
    _stop_mark: float = math.inf
    _here: Stretch | None = None
    _aside: tuple[float, float] = (0.0, 0.0)

    def __post_init__(self) -> None:
        start = self.roads.nearest(*bend_point(*self.plan.beat), by_car=self.by_car)
        self._here = self._out(start)[0]

    @property
    def by_car(self) -> bool:
        """Whether it keeps to carriageways and one-way streets."""
        return self.plan.kind in ("car", "motorcycle")

    @property
    def has_arrived(self) -> bool:
        """Whether it stands where it was told to go."""
        return self.goal is not None and not self.way and self.mark >= self._stop_mark - 0.5

    def go_to(self, x: float, y: float) -> None:
        """Head for the place in the streets that is nearest to (x, y)."""
        if self.goal == (x, y):
            return
        self.goal = x, y
        _, target, mark = min(
            ((gap, s, m) for s in self._all() for gap, m in [_nearest(s, x, y)]), key=lambda found: found[0]
        )
        self._head_for(target, mark)

    def resume(self) -> None:
        """Back to the beat."""
        if self.goal is not None:
            self.goal, self._stop_mark = None, math.inf

    def step(self, seconds: float) -> Spot:
        """Move for `seconds` and say where it is."""
        wanted = _BEAT_MPS[self.plan.kind] if self.goal is None else _URGENT_MPS[self.plan.kind]
        while seconds > 0:
            tick = min(seconds, 0.5)
            seconds -= tick
            limit = min(wanted, self._bend_limit())
            rise = 1.8 * tick if self.plan.kind in ("car", "motorcycle") else 1.0 * tick
            self.speed = min(limit, self.speed + rise)
            self._advance(self.speed * tick)
            self._drift(tick)
        return self.spot()

    def spot(self) -> Spot:
        """Where it is now, on its own side of the street."""
        line = self._stretch.line
        x, y = line.at(self.mark)
        dx, dy = self._aside
        return Spot(x + dx, y + dy, (90 - math.degrees(self._heading)) % 360, self.speed)

    @property
    def _heading(self) -> float:
        line = self._stretch.line
        return line.heading(min(max(self.mark, 0.5), line.length - 0.5))

    def _drift(self, tick: float) -> None:
        """Change sides at a corner little by little, as people do."""
        side = min(_SIDE_M[self.plan.kind], {"main": 9.0, "street": 4.6, "path": 0.8}[self._stretch.rank])
        wanted = side * math.sin(self._heading), -side * math.cos(self._heading)
        share = min(1.0, 0.45 * tick * max(1.0, self.speed / 2))
        (ax, ay), (bx, by) = self._aside, wanted
        self._aside = ax + (bx - ax) * share, ay + (by - ay) * share

    @property
    def _stretch(self) -> Stretch:
        assert self._here is not None
        return self._here

    def _bend_limit(self) -> float:
        """Slow enough for the corner ahead, or to stop at the goal."""
        if self.goal is not None and not self.way:
            left = max(0.0, min(self._stop_mark, self._stretch.line.length) - self.mark)
            return max(0.35 if left > 0 else 0.0, math.sqrt(2 * _SLOWS_MPS2 * left))
        if not self.by_car:
            return math.inf
        left = self._stretch.line.length - self.mark
        return math.sqrt(4.5**2 + 2 * _SLOWS_MPS2 * left)

    def _advance(self, metres: float) -> None:
        self.mark += metres
        if self.goal is not None and not self.way:
            self.mark = min(self.mark, self._stop_mark)
            if self.mark >= self._stop_mark:
                self.speed = 0.0
            return
        while self.mark > self._stretch.line.length:
            self.mark -= self._stretch.line.length
            if not self.way:
                self._stroll()
            self._here = self.way.pop(0)

    def _stroll(self) -> None:
        """Choose the next corner of the beat."""
        cx, cy = bend_point(*self.plan.beat)
        corners = [
            i
            for i, (x, y) in enumerate(self.roads.corners)
            if math.hypot(x - cx, y - cy) < self.plan.beat_m and self._out(i) and i != self._stretch.end
        ]
        way = self.roads.way(self._stretch.end, self.luck.choice(corners), self.by_car) if corners else None
        self.way = way or [self.luck.choice(self._out(self._stretch.end))]

    def _head_for(self, target: Stretch, mark: float) -> None:
        """The quicker of driving on and turning round."""
        choices = []
        for here, at in self._both_ways():
            if here is target and mark >= at:
                choices.append((mark - at, here, at, list[Stretch]()))
                continue
            way = self.roads.way(here.end, target.start, self.by_car)
            if way is not None:
                metres = here.line.length - at + sum(s.line.length for s in way) + mark
                choices.append((metres, here, at, [*way, target]))
        if not choices:
            return
        _, self._here, self.mark, self.way = min(choices, key=lambda c: c[0])
        self._stop_mark = mark

    def _both_ways(self) -> list[tuple[Stretch, float]]:
        here = self._stretch
        back = [s for s in self._out(here.end) if s.end == here.start and s.street == here.street]
        return [(here, self.mark), *((s, s.line.length - self.mark) for s in back)]

    def _out(self, corner: int) -> tuple[Stretch, ...]:
        return (self.roads.out if self.by_car else self.roads.on_foot)[corner]

    def _all(self) -> list[Stretch]:
        return [s for ways in (self.roads.out if self.by_car else self.roads.on_foot) for s in ways]


def _nearest(stretch: Stretch, x: float, y: float) -> tuple[float, float]:
    """(distance, mark) of the stretch's point nearest to (x, y)."""
    points, marks = stretch.line.points, stretch.line.marks
    gaps = [math.hypot(px - x, py - y) for px, py in points.tolist()]
    best = min(range(len(gaps)), key=gaps.__getitem__)
    return gaps[best], float(marks[best])
