"""The picture of the map: a pyramid of vector tiles in one PMTiles archive."""

import gzip
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import shapely
from pmtiles.tile import Compression, TileType, zxy_to_tileid
from pmtiles.writer import Writer

from console.maps.drawn import ATTRIBUTION, MAX_ZOOM, MIN_ZOOM, Look
from console.maps.extract import Extract, Progress
from console.maps.mvt import EXTENT, Properties, tile

LAYER = "base"
BUFFER = 64.0  # of a tile's units: what is drawn over the edge
_FINE, _COARSE = 1.0, 6.0  # simplification, tile units: at the last zoom and above it
_LEAST_AREA = 40.0
_MARGIN = np.array([-BUFFER, -BUFFER, BUFFER, BUFFER])

Shapes = npt.NDArray[np.object_]


def write_tiles(extract: Extract, path: Path, progress: Progress) -> tuple[float, float, float, float]:
    """Write the archive; answers west, south, east, north of all that is drawn."""
    looks = np.array(extract.looks, dtype=object)
    order = np.argsort([look.order for look in extract.looks], kind="stable")
    looks, shapes = looks[order], shapely.from_wkb(np.array(extract.shapes, dtype=object)[order])
    bounds = tuple(float(value) for value in shapely.total_bounds(shapes))
    world = shapely.transform(shapes, _mercator)
    tiles: dict[int, bytes] = {}
    for done, zoom in enumerate(range(MIN_ZOOM, MAX_ZOOM + 1)):
        progress("tiles", done, MAX_ZOOM - MIN_ZOOM + 1)
        for x, y, content in _zoom(looks, world, zoom):
            tiles[zxy_to_tileid(zoom, x, y)] = gzip.compress(content, 6, mtime=0)
    with path.open("wb") as file:
        writer = Writer(file)  # type: ignore[no-untyped-call]
        for number in sorted(tiles):
            writer.write_tile(number, tiles[number])  # type: ignore[no-untyped-call]
        about = {"attribution": ATTRIBUTION, "vector_layers": [{"id": LAYER, "fields": {}}]}
        writer.finalize(_header(bounds), about)  # type: ignore[no-untyped-call]
    return bounds  # type: ignore[return-value]


def _zoom(looks: Shapes, world: Shapes, zoom: int) -> Iterator[tuple[int, int, bytes]]:
    """(x, y, tile) of every tile of the zoom that holds something."""
    at = np.flatnonzero([look.zoom <= zoom for look in looks])
    scale = float(EXTENT * 2**zoom)
    scaled = shapely.transform(world[at], lambda points: points * scale)
    shapes = shapely.simplify(scaled, _FINE if zoom == MAX_ZOOM else _COARSE)
    is_seen = (shapely.get_type_id(shapes) % 3 != 0) | (shapely.area(shapes) >= _LEAST_AREA)
    is_seen |= shapely.get_type_id(shapes) == 0
    at, shapes = at[is_seen & ~shapely.is_empty(shapes)], shapes[is_seen & ~shapely.is_empty(shapes)]
    by_tile: defaultdict[tuple[int, int], list[int]] = defaultdict(list)
    last = 2**zoom - 1
    boxes = np.clip((shapely.bounds(shapes) + _MARGIN) // EXTENT, 0, last).astype(int)
    for i, (west, north, east, south) in enumerate(boxes.tolist()):
        for x in range(west, east + 1):
            for y in range(north, south + 1):
                by_tile[x, y].append(i)
    for (x, y), inside in by_tile.items():
        left, top = x * EXTENT, y * EXTENT
        box = (left - BUFFER, top - BUFFER, left + EXTENT + BUFFER, top + EXTENT + BUFFER)
        clipped = shapely.clip_by_rect(shapes[inside], *box)
        local = shapely.transform(clipped, lambda points, left=left, top=top: points - (left, top))
        content = tile(LAYER, [_properties(looks[at[i]]) for i in inside], local)
        if content:
            yield x, y, content


def _properties(look: Look) -> Properties:
    given = (("class", look.kind), ("rank", look.rank), ("name", look.name), ("name_zh", look.name_zh))
    return [(key, value) for key, value in given if value]


def _mercator(points: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Degrees to the unit square of the web's projection, y down."""
    lon, lat = points[:, 0], np.clip(points[:, 1], -85.05112878, 85.05112878)
    north = np.arctanh(np.sin(np.radians(lat)))
    return np.column_stack(((lon + 180) / 360, 0.5 - north / (2 * np.pi)))


def _header(bounds: tuple[float, ...]) -> dict[str, object]:
    west, south, east, north = (round(value * 1e7) for value in bounds)
    return {
        "tile_type": TileType.MVT,
        "tile_compression": Compression.GZIP,
        "min_zoom": MIN_ZOOM,
        "max_zoom": MAX_ZOOM,
        "min_lon_e7": west,
        "min_lat_e7": south,
        "max_lon_e7": east,
        "max_lat_e7": north,
        "center_zoom": 12,
        "center_lon_e7": (west + east) // 2,
        "center_lat_e7": (south + north) // 2,
    }
