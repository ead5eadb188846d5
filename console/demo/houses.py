"""The houses: rows along the streets, each tried against what already stands there, and the landmarks by hand."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from console.demo import plan
from console.demo.lines import Line, Points, rectangle, resampled
from console.demo.plan import District, StreetPlan

_CELL_M = 0.5
_EDGE_M = 900.0
_SOFT_GROUND = frozenset({"river", "pond", "park", "square", "yard", "playground", "quay", "platform"})


@dataclass(frozen=True)
class House:
    """A house: `outline` (4, 2) counter-clockwise, the first side towards the street; height to the eaves, metres."""

    outline: Points
    height: float
    style: str
    seed: int
    name: str = ""
    name_zh: str = ""


@dataclass(frozen=True, slots=True)
class _Habit:
    """How a district builds: ranges in metres, `gap` between houses, `storeys` of about 3 m."""

    width: tuple[float, float]
    depth: tuple[float, float]
    gap: tuple[float, float]
    setback: tuple[float, float]
    storeys: tuple[int, int]


_HABITS: dict[District, _Habit] = {
    "old": _Habit((8, 14), (10, 14), (0.0, 0.0), (0.3, 0.6), (3, 4)),
    "villas": _Habit((9, 13), (8, 11), (5, 11), (4, 7), (1, 2)),
    "flats": _Habit((16, 30), (11, 13), (0.0, 9.0), (1.0, 3.5), (3, 5)),
    "works": _Habit((26, 48), (22, 40), (8, 18), (5, 9), (2, 3)),
}

# name, name_zh, style, (x, y) on the sheet, length along the sheet's east, depth, height
_LANDMARKS: tuple[tuple[str, str, str, tuple[float, float], float, float, float], ...] = (
    ("Town Station", "城镇火车站", "station", (-200, 522), 84, 14, 9.0),
    ("Linden School", "菩提学校", "school", (500, 172), 96, 22, 9.5),
    ("Gymnasium", "体育馆", "school", (566, 112), 22, 38, 7.5),
    ("Car Shed 1", "一号车库", "works", (468, -377), 74, 18, 8.0),
    ("Depot Office", "车场办公室", "works", (566, -378), 30, 13, 6.5),
    ("Town Hall", "市政厅", "civic", (-301, 76), 46, 16, 13.0),
    ("St. Anne's", "圣安妮教堂", "church", (-116, 404), 16, 34, 14.0),
    ("Warehouse A", "甲号仓库", "brick", (-345, -426), 58, 15, 9.0),
    ("Warehouse B", "乙号仓库", "brick", (-245, -426), 66, 15, 10.0),
    ("Harbour Office", "港务所", "brick", (-165, -427), 26, 13, 7.0),
    ("Park Café", "公园咖啡馆", "villas", (-520, -70), 15, 11, 4.0),
    ("Baths", "浴场", "civic", (148, 120), 44, 30, 8.0),
)


class _Ground:
    """What is taken, as a raster of half-metre cells."""

    def __init__(self) -> None:
        size = int(2 * _EDGE_M / _CELL_M)
        self._taken: NDArray[np.uint8] = np.zeros((size, size), dtype=np.uint8)

    def take(self, outline: Points) -> None:
        cv2.fillPoly(self._taken, [self._cells(outline)], 1)

    def take_line(self, points: Points, width: float) -> None:
        cv2.polylines(self._taken, [self._cells(points)], False, 1, thickness=round(width / _CELL_M))

    def is_free(self, outline: Points) -> bool:
        cells = self._cells(outline)
        left, top = np.maximum(cells.min(axis=0) - 1, 0)
        right, bottom = cells.max(axis=0) + 2
        patch = self._taken[top:bottom, left:right]
        mask = np.zeros_like(patch)
        cv2.fillPoly(mask, [cells - (left, top)], 1)
        return bool(mask.any()) and not bool((patch & mask).any())

    @staticmethod
    def _cells(points: Points) -> NDArray[np.int32]:
        return np.round((points + _EDGE_M) / _CELL_M).astype(np.int32)


def build_houses(
    streets: Sequence[StreetPlan], taken: Sequence[tuple[Points, float]], areas: Sequence[tuple[str, Points]]
) -> tuple[House, ...]:
    """All houses. taken: lines with the width they need; areas: (use, outline), some of which stay open."""
    ground = _Ground()
    for points, width in taken:
        ground.take_line(points, width)
    for use, outline in areas:
        if use in _SOFT_GROUND:
            ground.take(outline)
    houses = [_landmark(i) for i in range(len(_LANDMARKS))]
    for house in houses:
        ground.take(house.outline)
    chance = np.random.default_rng(20)
    for street in sorted(streets, key=lambda s: ("main", "street", "path").index(s.rank)):
        if "Bridge" in street.name and "Road" not in street.name:
            continue
        for side in (1, -1):
            houses.extend(_row(street, side, ground, chance))
    return tuple(houses)


def _landmark(index: int) -> House:
    name, name_zh, style, at, length, depth, height = _LANDMARKS[index]
    outline = rectangle(plan.bend_point(*at), plan.angle_at(*at), length, depth)
    return House(outline, height, style, 9000 + index, name, name_zh)


def _row(street: StreetPlan, side: int, ground: _Ground, chance: np.random.Generator) -> Iterator[House]:
    """The houses on one side of a street (+1: left of its direction)."""
    line = Line(plan.bend(resampled(np.array([street.start, street.end], dtype=float), 9.0)))
    sheet = Line(np.array([street.start, street.end], dtype=float))
    half = {"main": 8.9, "street": 5.9, "path": 2.2}[street.rank]
    mark = 4.0
    while mark < line.length - 8:
        share = mark / line.length
        sheet_x, sheet_y = sheet.at(share * sheet.length)
        nature = plan.district(sheet_x, sheet_y)
        habit = _HABITS[nature]
        width = float(chance.uniform(*habit.width))
        setback = float(chance.uniform(*habit.setback)) if street.rank != "path" else 0.4
        storeys = int(chance.integers(habit.storeys[0], habit.storeys[1] + 1))
        seed = int(chance.integers(1 << 30))
        outline = _fit(line, mark, side, (width, half + setback, float(chance.uniform(*habit.depth))), ground)
        if outline is None:
            mark += 3.5
            continue
        ground.take(outline)
        yield House(outline, 0.6 + 3.0 * storeys + float(chance.uniform(0, 0.8)), nature, seed)
        mark += width + float(chance.uniform(*habit.gap))


def _fit(line: Line, mark: float, side: int, wanted: tuple[float, float, float], ground: _Ground) -> Points | None:
    """An outline that starts at `mark`, tried with less and less depth; wanted: (width, front distance, depth)."""
    width, front, depth = wanted
    middle = mark + width / 2
    if middle + width / 2 > line.length:
        return None
    x, y = line.at(middle)
    angle = line.heading(middle) + (0 if side > 0 else math.pi)
    across = angle + math.pi / 2
    for part in (1.0, 0.8):
        away = front + depth * part / 2
        centre = (x + away * math.cos(across), y + away * math.sin(across))
        outline = rectangle(centre, angle, width, depth * part)
        # Neighbours may touch wall to wall, so the test is made a hand's breadth smaller than the house.
        if ground.is_free(rectangle(centre, angle, width - 1.0, depth * part - 0.5)):
            return outline
    return None
