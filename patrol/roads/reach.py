"""What a unit reaches from a place within some minutes: outlines around the roads that it gets to."""

from collections import defaultdict
from collections.abc import Sequence

import numpy as np
import shapely
from scipy import ndimage

from kernel.geo import LatLon
from patrol.roads.network import E7, METRES_PER_DEGREE, Bools, Doubles, Ints, Longs, spread
from patrol.roads.search import RoadGraph
from patrol.roads.snap import Snaps

Rings = tuple[tuple[LatLon, ...], ...]  # an outline, then its holes

CELL_M = 25.0
MOST_CELLS = 1200  # along a side: beyond that, cells grow
BESIDE_CELLS = 2  # a road reaches the houses on it
_STEP_M = 18.0
_POLYGON = 3


def reach(graph: RoadGraph, origin: LatLon, limits_s: Sequence[float]) -> list[list[Rings]] | None:
    """For each limit, the polygons that hold every road within it; None where no road is near `origin`.

    Along a road time runs evenly; from each side it counts as far as the time lasts.
    """
    start = graph.snapped([origin])
    if start.edge[0] < 0:
        return None
    east, north, seconds = _samples(graph, start, max(limits_s), origin)
    cell_m = max(CELL_M, float(max(np.ptp(east), np.ptp(north))) / MOST_CELLS)
    margin = (BESIDE_CELLS + 3) * cell_m
    corner = float(east.min()) - margin, float(north.min()) - margin
    column, row = ((v - c) // cell_m for v, c in zip((east, north), corner, strict=True))
    size = int(row.max()) + 2 * BESIDE_CELLS + 6, int(column.max()) + 2 * BESIDE_CELLS + 6
    found = []
    for limit_s in limits_s:
        is_reached: Bools = np.zeros(size, np.bool_)
        inside = seconds <= limit_s
        is_reached[row[inside].astype(int), column[inside].astype(int)] = True
        wide = ndimage.binary_dilation(is_reached, ndimage.generate_binary_structure(2, 2), BESIDE_CELLS)
        closed = ndimage.binary_closing(wide, iterations=2)
        found.append(_outlines(closed, corner, cell_m, origin))
    return found


def _samples(graph: RoadGraph, start: Snaps, limit_s: float, origin: LatLon) -> tuple[Doubles, Doubles, Doubles]:
    """(metres east, metres north, seconds) of points along every road within the limit, `_STEP_M` apart."""
    network = graph.network
    at_node = graph.times_from(start, limit_s).seconds
    edge, share = int(start.edge[0]), float(start.share[0])
    by_from = at_node[network.edge_from] + np.where(np.isfinite(graph.along_s), 0, np.inf)
    by_to = at_node[network.edge_to] + np.where(np.isfinite(graph.against_s), 0, np.inf)
    is_near = np.minimum(by_from, by_to) <= limit_s
    is_near[edge] = True
    edges = np.flatnonzero(is_near)
    run, number = spread(network.shape_start[edges + 1] - network.shape_start[edges] - 1)
    point = network.shape_start[edges][run].astype(np.int64) + number
    begin_m, end_m = network.shape_m[point].astype(float), network.shape_m[point + 1].astype(float)
    steps = np.maximum(1, np.ceil((end_m - begin_m) / _STEP_M)).astype(np.int64)
    segment, step = spread(steps + 1)
    part = step / steps[segment]
    point, of = point[segment], edges[run[segment]]
    length_m = network.shape_m[network.shape_start[of + 1] - 1].astype(float)
    along = (begin_m[segment] + part * (end_m - begin_m)[segment]) / np.maximum(length_m, 1e-6)
    with np.errstate(invalid="ignore"):
        seconds = np.fmin(by_from[of] + along * graph.along_s[of], by_to[of] + (1 - along) * graph.against_s[of])
        ahead = np.where(along >= share, (along - share) * graph.along_s[of], (share - along) * graph.against_s[of])
    seconds = np.where(of == edge, np.fmin(seconds, ahead), seconds)
    lat = _between(network.shape_lat_e7, point, part)
    lon = _between(network.shape_lon_e7, point, part)
    scale = METRES_PER_DEGREE * np.cos(np.radians(origin.lat))
    return (lon - origin.lon) * scale, (lat - origin.lat) * METRES_PER_DEGREE, np.nan_to_num(seconds, nan=np.inf)


def _between(degrees_e7: Ints, point: Longs, part: Doubles) -> Doubles:
    first, second = degrees_e7[point] / E7, degrees_e7[point + 1] / E7
    between: Doubles = first + part * (second - first)
    return between


def _outlines(mask: Bools, corner: tuple[float, float], cell_m: float, origin: LatLon) -> list[Rings]:
    lines = [shapely.linestrings(_rounded(shapely.simplify(shapely.linestrings(ring), 0.9))) for ring in _traced(mask)]
    area = shapely.build_area(shapely.geometrycollections(lines))
    scale = METRES_PER_DEGREE * float(np.cos(np.radians(origin.lat)))

    def places(ring: shapely.LinearRing) -> tuple[LatLon, ...]:
        points = shapely.get_coordinates(ring) * cell_m + corner
        return tuple(LatLon(origin.lat + n / METRES_PER_DEGREE, origin.lon + e / scale) for e, n in points.tolist())

    parts = [part for part in shapely.get_parts(area) if shapely.get_type_id(part) == _POLYGON]
    return [tuple(places(ring) for ring in (part.exterior, *part.interiors)) for part in parts]


def _traced(mask: Bools) -> list[list[tuple[int, int]]]:
    """The sides between set and unset cells, chained into rings of corners (column, row), what is set on the left."""
    inner = mask.astype(np.int8)
    across, down = np.diff(inner, axis=1), np.diff(inner, axis=0)
    onward: defaultdict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for sign in (1, -1):
        for r, c in zip(*(axis.tolist() for axis in np.nonzero(across == sign)), strict=True):
            ends = ((c + 1, r + 1), (c + 1, r))  # set on the right of the side: downwards
            onward[ends[sign < 0]].append(ends[sign > 0])
        for r, c in zip(*(axis.tolist() for axis in np.nonzero(down == sign)), strict=True):
            ends = ((c, r + 1), (c + 1, r + 1))
            onward[ends[sign < 0]].append(ends[sign > 0])
    rings = []
    while onward:
        start = corner = next(iter(onward))
        ring = [start]
        while (following := onward[corner]) and (corner != start or len(ring) == 1):
            step = following.pop()
            if not following:
                del onward[corner]
            corner = step
            ring.append(corner)
            if corner not in onward:
                break
        rings.append(ring)
    return rings


def _rounded(ring: shapely.LineString) -> Doubles:
    """Chaikin's corner cutting, once: the steps of the cells no longer show."""
    points = shapely.get_coordinates(ring)
    first, second = points[:-1], points[1:]
    cut = np.stack((0.75 * first + 0.25 * second, 0.25 * first + 0.75 * second), axis=1).reshape(-1, 2)
    closed: Doubles = np.vstack((cut, cut[:1]))
    return closed
