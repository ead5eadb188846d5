"""From ways to the network of `patrol.roads`: cut at junctions, measured, timed, with its grid."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from console.maps.extract import RawRoads
from console.maps.roadclass import SIGNAL_S
from patrol.roads.network import (
    CELL_DEG,
    E7,
    METRES_PER_DEGREE,
    Bools,
    Doubles,
    Ints,
    Longs,
    RoadNetwork,
    cells_of,
    key_of,
    spread,
)

_KMH = 1 / 3.6
TINY_SHARE, TINY_NODES = 0.05, 500  # smaller islands of roads lead a car nowhere
PASS_S = 0.1  # past a barrier on foot


@dataclass(frozen=True, slots=True)
class _Pieces:
    """Edges as runs of the ways' points: first and last point, the nodes there, the way it is of (-1: a barrier)."""

    first: Longs
    last: Longs
    tail: Longs
    head: Longs
    way: Longs


def assemble(roads: RawRoads) -> RoadNetwork:
    """The network of the ways; every stretch between two junctions is one edge."""
    lat, lon = np.array(roads.lat), np.array(roads.lon)
    ids, node = np.unique(np.array(roads.node), return_inverse=True)
    pieces = _cut(roads, node, np.isin(ids, list(roads.blocked)))
    run, number = spread(pieces.last - pieces.first + 1)
    point = pieces.first[run] + number
    is_link = pieces.way < 0
    # A barrier has no extent; two points make it a shape all the same.
    links = np.flatnonzero(is_link)
    run, point = np.r_[run, links], np.r_[point, pieces.first[links]]
    order = np.argsort(run, kind="stable")
    run, point = run[order], point[order]
    start = np.r_[0, np.cumsum(np.bincount(run, minlength=len(is_link)))]
    metres = _metres(lat[point], lon[point], start)
    signals = np.isin(ids, list(roads.signals))[node[point]]
    seconds = _seconds(roads, pieces, metres[start[1:] - 1], _waits(signals, start))
    seconds = _without_islands(pieces, seconds)
    tail, head = _renumbered(pieces.tail, pieces.head)
    lat_e7, lon_e7 = np.rint(lat[point] * E7).astype(np.int32), np.rint(lon[point] * E7).astype(np.int32)
    shrink = max(0.1, float(np.cos(np.radians(lat.mean()))))
    cell_e7 = (np.array([CELL_DEG, CELL_DEG / shrink]) * E7).astype(np.int32)
    cell_key, cell_start, cell_point = _grid(lat_e7, lon_e7, start, cell_e7)
    car_s, car_back_s, foot_s, bicycle_s = (mode_s.astype(np.float32) for mode_s in seconds)
    return RoadNetwork(
        edge_from=tail.astype(np.int32),
        edge_to=head.astype(np.int32),
        car_s=car_s,
        car_back_s=car_back_s,
        foot_s=foot_s,
        bicycle_s=bicycle_s,
        shape_start=start.astype(np.int32),
        shape_lat_e7=lat_e7,
        shape_lon_e7=lon_e7,
        shape_m=metres.astype(np.float32),
        shape_edge=run.astype(np.int32),
        cell_key=cell_key,
        cell_start=cell_start,
        cell_point=cell_point,
        cell_e7=cell_e7,
    )


def _cut(roads: RawRoads, node: Longs, is_blocked: Bools) -> _Pieces:
    starts = np.array(roads.starts)
    ends = np.r_[starts[1:], len(node)] - 1
    way = np.repeat(np.arange(len(starts)), ends - starts + 1)
    is_break = (np.bincount(node)[node] > 1) | is_blocked[node]
    is_break[starts] = is_break[ends] = True
    breaks = np.flatnonzero(is_break)
    is_one = way[breaks[:-1]] == way[breaks[1:]]
    first, last = breaks[:-1][is_one], breaks[1:][is_one]
    tail, head = node[first].copy(), node[last].copy()
    # Every edge that ends at a barrier gets an end of its own, and a link from there to the barrier's node.
    from_ends, to_ends = np.flatnonzero(is_blocked[tail]), np.flatnonzero(is_blocked[head])
    at = np.r_[first[from_ends], last[to_ends]]
    own = len(is_blocked) + np.arange(len(at))
    tail[from_ends], head[to_ends] = own[: len(from_ends)], own[len(from_ends) :]
    none = np.full(len(at), -1)
    return _Pieces(np.r_[first, at], np.r_[last, at], np.r_[tail, own], np.r_[head, node[at]], np.r_[way[first], none])


def _metres(lat: Doubles, lon: Doubles, start: Longs) -> Doubles:
    """Metres from the start of each edge, per point."""
    north = np.diff(lat, prepend=lat[:1]) * METRES_PER_DEGREE
    east = np.diff(lon, prepend=lon[:1]) * METRES_PER_DEGREE * np.cos(np.radians(lat))
    step = np.hypot(north, east)
    step[start[:-1]] = 0
    so_far = np.cumsum(step)
    metres: Doubles = so_far - np.repeat(so_far[start[:-1]], np.diff(start))
    return metres


def _waits(signals: Bools, start: Longs) -> Doubles:
    """Seconds at signals per edge; one at a junction is shared by the edges that are driven through it."""
    counted = np.r_[0, np.cumsum(signals)]
    inside = counted[start[1:]] - counted[start[:-1]]
    at_ends = signals[start[:-1]].astype(int) + signals[start[1:] - 1]
    waits: Doubles = SIGNAL_S * (inside - at_ends / 2)
    return waits


def _seconds(roads: RawRoads, pieces: _Pieces, length_m: Doubles, wait_s: Doubles) -> list[Doubles]:
    """(car along, car against, foot, bicycle) per edge."""
    kmh = np.array([(u.car_kmh, u.car_back_kmh, u.foot_kmh, u.bicycle_kmh) for u in roads.uses]).T
    is_link = pieces.way < 0
    found = []
    for mode, speeds in enumerate(kmh):
        speed = speeds[pieces.way] * _KMH
        with np.errstate(divide="ignore", invalid="ignore"):
            seconds = np.where(speed > 0, length_m / speed + (wait_s if mode < 2 else 0), np.inf)
        seconds[is_link] = np.inf if mode < 2 else PASS_S
        found.append(seconds)
    return found


def _without_islands(pieces: _Pieces, seconds: list[Doubles]) -> list[Doubles]:
    """No cars where they could not come from, or get away to, the rest of the roads."""
    along, against = (np.isfinite(s) for s in seconds[:2])
    tail = np.r_[pieces.tail[along], pieces.head[against]]
    head = np.r_[pieces.head[along], pieces.tail[against]]
    if not len(tail):
        return seconds
    count = int(max(pieces.tail.max(), pieces.head.max())) + 1
    matrix = csr_array((np.ones(len(tail), np.int8), (tail, head)), shape=(count, count))
    _, island = connected_components(matrix, directed=True, connection="strong")
    sizes = np.bincount(island)
    is_kept = sizes[island] >= min(TINY_NODES, TINY_SHARE * sizes.max())
    is_kept_edge = is_kept[pieces.tail] & is_kept[pieces.head]
    # A one-way street that leaves the map on one side, or enters it, joins nothing: its two ends are two islands.
    is_kept_edge &= island[pieces.tail] == island[pieces.head]
    return [np.where(is_kept_edge, s, np.inf) for s in seconds[:2]] + seconds[2:]


def _renumbered(tail: Longs, head: Longs) -> tuple[Longs, Longs]:
    _, dense = np.unique(np.r_[tail, head], return_inverse=True)
    return dense[: len(tail)], dense[len(tail) :]


def _grid(lat: Ints, lon: Ints, start: Longs, cell_e7: Ints) -> tuple[Longs, Ints, Ints]:
    """(cell_key, cell_start, cell_point): every segment in every cell that its box touches."""
    is_first = np.ones(len(lat), np.bool_)
    is_first[start[1:] - 1] = False
    point = np.flatnonzero(is_first)
    row, column = cells_of(lat, lon, cell_e7)
    low_row, low_column = np.minimum(row[point], row[point + 1]), np.minimum(column[point], column[point + 1])
    rows = np.abs(row[point] - row[point + 1]) + 1
    columns = np.abs(column[point] - column[point + 1]) + 1
    run, number = spread(rows * columns)
    keys = key_of(low_row[run] + number // columns[run], low_column[run] + number % columns[run])
    order = np.argsort(keys, kind="stable")
    cell_key, counts = np.unique(keys, return_counts=True)
    cell_start = np.r_[0, np.cumsum(counts)].astype(np.int32)
    return cell_key, cell_start, point[run[order]].astype(np.int32)
