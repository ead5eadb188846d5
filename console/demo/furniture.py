"""What stands in the streets and greens: trees, lamps, parked cars, low walls and fences; the same every time."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np

from console.demo import plan
from console.demo.lines import Line, Points, beside, inside, resampled
from console.demo.town import CARRIAGEWAY_M, Street, Town, build_town


@dataclass(frozen=True, slots=True)
class Tree:
    x: float
    y: float
    height: float
    seed: int


@dataclass(frozen=True, slots=True)
class Lamp:
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class ParkedCar:
    x: float
    y: float
    heading: float
    seed: int


@dataclass(frozen=True, slots=True)
class Stall:
    """A market stall with an awning."""

    x: float
    y: float
    heading: float
    seed: int


@dataclass(frozen=True)
class Rail:
    """A low wall ("stone") or a fence one sees through ("fence") along `points`."""

    points: Points
    height: float
    kind: str


@dataclass(frozen=True)
class Furniture:
    trees: tuple[Tree, ...]
    lamps: tuple[Lamp, ...]
    cars: tuple[ParkedCar, ...]
    rails: tuple[Rail, ...]
    stalls: tuple[Stall, ...]


# Fences on the sheet: around the depot, before the school with its gate, and along the river.
_FENCES = (
    (((404, -340.6), (590, -340.6)), 2.2, "fence"),
    (((404, -340.6), (404, -390)), 2.2, "fence"),
    (((404, 203.6), (494, 203.6)), 1.5, "fence"),
    (((503, 203.6), (586, 203.6)), 1.5, "fence"),
    (((-36, 66), (-36, 460)), 1.0, "fence"),
)
_BRIDGES = (("Old Bridge", 5.2), ("New Bridge", 8.4), ("North Ring", 8.4))
_KEEP_FREE_M = 9.0


@cache
def build_furniture() -> Furniture:
    """Everything, for the whole town."""
    town = build_town()
    chance = np.random.default_rng(7)
    trees = tuple(_park_trees(town, chance)) + tuple(_street_trees(town, chance))
    lamps = tuple(lamp for street in town.streets for lamp in _lamps(street)) + tuple(_open_lamps())
    return Furniture(trees, lamps, tuple(_parked(town, chance)), tuple(_rails(town)), tuple(_stalls()))


def _park_trees(town: Town, chance: np.random.Generator) -> Iterator[Tree]:
    paths = [s.points for s in town.streets]
    for area in town.areas:
        if area.kind != "park":
            continue
        low, high = area.outline.min(axis=0), area.outline.max(axis=0)
        wanted = int(cv2.contourArea(area.outline.astype(np.float32)) / 260)
        for _ in range(wanted):
            x, y = (float(v) for v in chance.uniform(low, high))
            height, seed = float(chance.uniform(5.5, 10)), int(chance.integers(1 << 30))
            far = all(np.hypot(p[:, 0] - x, p[:, 1] - y).min() > 7 for p in paths)
            if far and inside(area.outline, x, y) and not _in_glade(x, y) and not _on_water(town, x, y):
                yield Tree(x, y, height, seed)


def _in_glade(x: float, y: float) -> bool:
    """Where a camera needs to see the lawn or the bank."""
    glades = ((-616, -96, 26), (-60, 172, 34), (-55, 55, 14))
    return any(math.hypot(x - cx, y - cy) < r for (cx, cy), r in ((plan.bend_point(a, b), r) for a, b, r in glades))


def _street_trees(town: Town, chance: np.random.Generator) -> Iterator[Tree]:
    for x in np.arange(-420.0, 60, 9.0):
        y = 561 + 5 * float(chance.random())
        if not -70 < x < 70:
            yield Tree(*plan.bend_point(float(x), y), float(chance.uniform(5.5, 9)), int(chance.integers(1 << 30)))
    square = town.area("Market Square").outline
    middle = square.mean(axis=0)
    ring = resampled(np.vstack([square, square[:1]]) * 0.90 + middle * 0.10, 13.0)
    for x, y in ring[1:-1]:
        yield Tree(float(x), float(y), float(chance.uniform(5.0, 6.2)), int(chance.integers(1 << 30)))
    for street in town.streets:
        if street.name not in ("Station Street", "West Quay", "East Quay", "Bridge Road", "North Ring"):
            continue
        for side in (1, -1):
            line = Line(beside(street.points, side * (CARRIAGEWAY_M[street.rank] / 2 + 0.9)))
            for mark in np.arange(20.0, line.length - 16, 26.0):
                x, y = line.at(float(mark))
                if all(other is street or _clear(other, x, y) for other in town.streets) and not _on_water(town, x, y):
                    yield Tree(x, y, float(chance.uniform(4.6, 6.6)), int(chance.integers(1 << 30)))


def _on_water(town: Town, x: float, y: float) -> bool:
    return any(a.kind == "water" and inside(a.outline, x, y) for a in town.areas)


def _clear(street: Street, x: float, y: float) -> bool:
    return bool(np.hypot(street.points[:, 0] - x, street.points[:, 1] - y).min() > street.half_width + _KEEP_FREE_M)


def _lamps(street: Street) -> Iterator[Lamp]:
    offset = CARRIAGEWAY_M[street.rank] / 2 + 0.55
    height = {"main": 7.5, "street": 6.0, "path": 4.2}[street.rank]
    for index, mark in enumerate(np.arange(14.0, Line(street.points).length - 10, 27.0)):
        line = Line(beside(street.points, offset if index % 2 else -offset))
        x, y = line.at(float(mark) * line.length / Line(street.points).length)
        yield Lamp(x, y, height)


def _open_lamps() -> Iterator[Lamp]:
    """Lamps on the sheet away from streets: the yard, the quay, the squares, the platform."""
    spots = (
        (470, -365.5), (505, -365.5), (540, -343), (-292, -435), (-252, -435), (-215, -435), (-290, -40),
        (-250, -40), (-290, 10), (-250, 10), (-235, 484), (-165, 484), (-215, 532), (-185, 532),
    )  # fmt: skip
    for spot in spots:
        yield Lamp(*plan.bend_point(*spot), 6.0)


def _parked(town: Town, chance: np.random.Generator) -> Iterator[ParkedCar]:
    for street in town.streets:
        if street.name not in ("Market Street", "Schoolhouse Lane", "West Quay", "Cooper Street", "Linden Street"):
            continue
        line = Line(beside(street.points, CARRIAGEWAY_M["street"] / 2 - 1.0))
        for mark in np.arange(30.0, line.length - 25, 6.2):
            x, y = line.at(float(mark))
            free = all(other is street or _clear(other, x, y) for other in town.streets)
            if chance.random() < 0.32 and free:
                yield ParkedCar(x, y, line.heading(float(mark)), int(chance.integers(1 << 30)))
    for index in range(5):
        x, y = plan.bend_point(-196 + 6.2 * index, 484.5)  # the taxi rank
        yield ParkedCar(x, y, plan.angle_at(-180, 484), 7)
    for index in range(7):
        x, y = plan.bend_point(-232 + 3.1 * index, -438.5)
        yield ParkedCar(x, y, plan.angle_at(-220, -438) + math.pi / 2, 400 + index)


def _stalls() -> Iterator[Stall]:
    for row, y in enumerate((-9.0, 9.0, 22.0)):
        for index in range(6):
            x = -297.0 + 6.6 * index + 2 * row
            yield Stall(*plan.bend_point(x, y), plan.angle_at(x, y), 10 * row + index)


def _rails(town: Town) -> Iterator[Rail]:
    for (start, end), height, kind in _FENCES:
        yield Rail(plan.bend(resampled(np.array([start, end], dtype=float), 6.0)), height, kind)
    for name, offset in _BRIDGES:
        street = next(s for s in town.streets if s.name == name)
        over = np.array([_on_water(town, float(x), float(y)) for x, y in street.points])
        points = street.points[np.convolve(over, [1, 1, 1], "same") > 0]
        for side in (1, -1):
            yield Rail(beside(points, side * offset), 1.05, "stone")
