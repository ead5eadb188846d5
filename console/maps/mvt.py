"""One vector tile: the Mapbox Vector Tile specification, version 2.1 (https://github.com/mapbox/vector-tile-spec)."""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
import shapely

EXTENT = 4096
_POINT, _LINE, _POLYGON = 1, 2, 3
_KIND_OF_TYPE = {0: _POINT, 1: _LINE, 3: _POLYGON}  # of shapely's numbers
_MOVE, _DRAW, _CLOSE = 1, 2, 7

Properties = Sequence[tuple[str, str]]
Shapes = npt.NDArray[np.object_]


def tile(layer: str, properties: Sequence[Properties], shapes: Shapes) -> bytes:
    """A tile of one layer: shapes in tile units, y down, each with its properties; b"" where nothing is left."""
    keys: dict[str, int] = {}
    values: dict[str, int] = {}
    features = []
    for number, (kind, commands) in _drawn(shapes).items():
        tags: list[int] = []
        for key, value in properties[number]:
            tags += (keys.setdefault(key, len(keys)), values.setdefault(value, len(values)))
        features.append(_field(2, _field(2, _packed(tags)) + b"\x18" + _varint(kind) + _field(4, _packed(commands))))
    if not features:
        return b""
    names = b"".join(_field(3, key.encode()) for key in keys)
    texts = b"".join(_field(4, _field(1, value.encode())) for value in values)
    head = _field(1, layer.encode())
    return _field(3, head + b"".join(features) + names + texts + b"\x28" + _varint(EXTENT) + b"\x78\x02")


def _drawn(shapes: Shapes) -> dict[int, tuple[int, list[int]]]:
    """Per shape that has something left: its kind and drawing commands. Scraps of a lesser kind are left out."""
    parts, of = shapely.get_parts(shapes, return_index=True)
    parts, inner = shapely.get_parts(parts, return_index=True)
    of, types = of[inner], shapely.get_type_id(parts)
    drawn: dict[int, tuple[int, list[int]]] = {}
    pens: dict[int, tuple[int, int]] = {}
    for shapely_type, kind in reversed(_KIND_OF_TYPE.items()):
        these, owner = parts[types == shapely_type], of[types == shapely_type]
        if kind == _POLYGON:
            # Outlines have a positive area by the surveyor's formula, holes a negative one.
            these, ring_of = shapely.get_rings(shapely.orient_polygons(these), return_index=True)
            owner = owner[ring_of]
        points, path = shapely.get_coordinates(these, return_index=True)
        places = np.rint(points).astype(np.int64).tolist()
        starts = np.searchsorted(path, np.arange(len(these) + 1)).tolist()
        for i, number in enumerate(owner.tolist()):
            known, commands = drawn.get(number, (kind, []))
            if known == kind:
                pen = _path(places[starts[i] : starts[i + 1]], kind, pens.get(number, (0, 0)), commands)
                if commands:
                    drawn[number], pens[number] = (kind, commands), pen
    return dict(sorted(drawn.items()))


def _path(points: list[list[int]], kind: int, pen: tuple[int, int], commands: list[int]) -> tuple[int, int]:
    """Adds one ring, line or point unless it has shrunk to less; answers where the pen is then."""
    places = [point for i, point in enumerate(points) if i == 0 or point != points[i - 1]]
    if kind == _POLYGON and places[0] == places[-1]:
        places.pop()
    if len(places) < kind:
        return pen
    x, y = pen
    steps: list[int] = []
    for to_x, to_y in places:
        east, south = to_x - x, to_y - y
        steps += ((east << 1) ^ (east >> 63), (south << 1) ^ (south >> 63))
        x, y = to_x, to_y
    commands += (_MOVE | 1 << 3, *steps[:2])
    if len(places) > 1:
        commands += (_DRAW | (len(places) - 1) << 3, *steps[2:])
    if kind == _POLYGON:
        commands.append(_CLOSE | 1 << 3)
    return x, y


def _varint(value: int) -> bytes:
    out = bytearray()
    while value > 127:
        out.append(value & 127 | 128)
        value >>= 7
    out.append(value)
    return bytes(out)


def _packed(values: Iterable[int]) -> bytes:
    return b"".join(_SHORT[value] if value < len(_SHORT) else _varint(value) for value in values)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


_SHORT = [_varint(value) for value in range(4096)]
