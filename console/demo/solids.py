"""Houses, low walls and boxes as flat pieces for the painter."""

from collections.abc import Iterator

import numpy as np

from console.demo.facade import Values, Wall, roof_colours, wall_colours
from console.demo.furniture import Rail, Stall
from console.demo.houses import House
from console.demo.lens import Floats
from console.demo.lines import Points, rectangle
from console.demo.raster import Piece

_PITCHED = frozenset({"old", "villas", "civic", "church", "school", "brick", "station"})
_OVERHANG_M = 0.45


def house_pieces(house: House, eye: tuple[float, float]) -> Iterator[Piece]:
    """Walls that face `eye`, and the roof."""
    for index in range(4):
        a, b = house.outline[index], house.outline[(index + 1) % 4]
        if (b[0] - a[0]) * (eye[1] - a[1]) - (b[1] - a[1]) * (eye[0] - a[0]) >= 0:
            continue  # its back is turned
        yield _wall(a, b, house, index)
    yield from _pitched(house) if house.style in _PITCHED else _flat(house)


def rail_pieces(rail: Rail) -> Iterator[Piece]:
    """A stone parapet, plank by plank."""
    for a, b in zip(rail.points, rail.points[1:], strict=False):
        yield _upright(a, b, rail.height, (168, 176, 182))


def stall_pieces(stall: Stall) -> Iterator[Piece]:
    """A counter and a striped awning over it."""
    table = rectangle((stall.x, stall.y), stall.heading, 3.4, 1.6)
    for index in range(4):
        yield _upright(table[index], table[(index + 1) % 4], 0.95, (96, 122, 150))
    stripe = ((48, 52, 176), (150, 96, 40), (60, 120, 56), (40, 140, 200))[stall.seed % 4]

    def cloth(s: Values, _t: Values) -> tuple[Values, Values]:
        tint = np.full((len(s), 3), 226, dtype=np.float32)
        tint[np.mod(s, 0.9) < 0.45] = stripe
        return _plain(tint)

    c = rectangle((stall.x, stall.y), stall.heading, 4.0, 2.9)
    middle = (c[0] + c[3]) / 2, (c[1] + c[2]) / 2
    for a, b, (start, end) in ((c[0], c[1], (0, 1)), (c[2], c[3], (1, 0))):
        slope = [[*a, 2.1], [*b, 2.1], [*middle[end], 2.75], [*middle[start], 2.75]]
        yield Piece(np.array(slope), cloth)
        edge = [[*a, 1.85], [*b, 1.85], [*b, 2.1], [*a, 2.1]]
        yield Piece(np.array(edge), cloth)


def _wall(a: Points, b: Points, house: House, index: int) -> Piece:
    wall = Wall(house.style, house.seed + 7 * index, float(np.hypot(*(b - a))), house.height)
    return Piece(_quad(a, b, house.height), lambda s, t: wall_colours(wall, s, t))


def _upright(a: Points, b: Points, height: float, colour: tuple[int, int, int]) -> Piece:
    def shade(s: Values, t: Values) -> tuple[Values, Values]:
        tint = np.repeat(np.array([colour], dtype=np.float32), len(s), axis=0)
        tint[t > height - 0.16] *= 1.12
        tint[np.mod(s, 2.0) < 0.08] *= 0.85
        return tint, np.zeros_like(tint)

    return Piece(_quad(a, b, height), shade)


def _quad(a: Points, b: Points, height: float) -> Floats:
    return np.array([[*a, 0.0], [*b, 0.0], [*b, height], [*a, height]])


def _flat(house: House) -> Iterator[Piece]:
    top = np.array([[x, y, house.height] for x, y in house.outline])
    yield Piece(top, lambda s, t: _plain(roof_colours(house.seed, True, s, t)))


def _pitched(house: House) -> Iterator[Piece]:
    """Two slopes along the longer side, a little over the walls, and the gables between them."""
    c = house.outline
    if np.hypot(*(c[1] - c[0])) < np.hypot(*(c[2] - c[1])) * 0.8:
        c = np.roll(c, -1, axis=0)
    across = (c[3] - c[0]) / np.hypot(*(c[3] - c[0]))
    depth = float(np.hypot(*(c[3] - c[0])))
    rise = 0.42 * depth * (1.6 if house.style == "church" else 1.0)
    ridge = [(c[0] + c[3]) / 2, (c[1] + c[2]) / 2]
    drop = rise * _OVERHANG_M / (depth / 2)
    for eave, out, (start, end) in (((c[0], c[1]), -across, (0, 1)), ((c[2], c[3]), across, (1, 0))):
        low = house.height - drop
        corners = np.array(
            [
                [*(eave[0] + out * _OVERHANG_M), low],
                [*(eave[1] + out * _OVERHANG_M), low],
                [*ridge[end], house.height + rise],
                [*ridge[start], house.height + rise],
            ]
        )
        yield Piece(corners, lambda s, t: _plain(roof_colours(house.seed, False, s, t)))
    for a, b, top in ((c[1], c[2], ridge[1]), (c[3], c[0], ridge[0])):
        gable = np.array([[*a, house.height], [*b, house.height], [*top, house.height + rise]])
        tint = wall_colours(
            Wall(house.style, house.seed, 1.0, 1.0), np.zeros(1, np.float32), np.full(1, 0.6, np.float32)
        )
        yield Piece(gable, lambda s, _t, tint=tint[0]: _plain(np.repeat(tint, len(s), axis=0)))  # type: ignore[misc]


def _plain(colour: Values) -> tuple[Values, Values]:
    return colour, np.zeros_like(colour)
