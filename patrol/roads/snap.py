"""Where places lie on the road network: the nearest stretch that the traveller may use."""

from dataclasses import dataclass

import numpy as np

from patrol.roads.network import E7, METRES_PER_DEGREE, Bools, Doubles, Longs, RoadNetwork, cells_of, key_of, spread

NEAREST = 0  # the four cells whose corner is nearest: right for half a cell, which is where most fixes lie
RINGS = (NEAREST, 1, 3, 10)  # cells around, tried in turn: right for 16, 33, 100, 330 m; farther off there is no road
_CHUNK = 4096


@dataclass(frozen=True, slots=True)
class Snaps:
    """Places on the network. edge: -1 where no road is near; share: of the edge's length from its start; off_m."""

    edge: Longs
    share: Doubles
    off_m: Doubles

    def __len__(self) -> int:
        return len(self.edge)


def snap(network: RoadNetwork, is_open: Bools, lat: Doubles, lon: Doubles) -> Snaps:
    """The nearest point of an open edge for each place; `is_open`: per edge. lat, lon: degrees."""
    count = len(lat)
    found = Snaps(np.full(count, -1, np.int64), np.zeros(count), np.full(count, np.inf))
    cell_m = float(network.cell_e7[0]) / E7 * METRES_PER_DEGREE * 0.98
    for begin in range(0, count, _CHUNK):
        these = np.arange(begin, min(begin + _CHUNK, count))
        for ring in RINGS:
            _nearest(network, is_open, (lat, lon), these, ring, found)
            # A road outside the ring may be nearer than one in its corner.
            these = these[~(found.off_m[these] <= cell_m * (ring or 0.5))]
            if not len(these):
                break
    return found


def _nearest(
    network: RoadNetwork, is_open: Bools, places: tuple[Doubles, Doubles], which: Longs, ring: int, found: Snaps
) -> None:
    lat_e7, lon_e7 = (np.rint(degrees[which] * E7).astype(np.int64) for degrees in places)
    place, point = _candidates(network, lat_e7, lon_e7, ring)
    usable = np.flatnonzero(is_open[network.shape_edge[point]])
    place, point = place[usable], point[usable]
    if not len(place):
        return
    off_m, along = _distances(network, (lat_e7, lon_e7), place, point)
    begins = np.flatnonzero(np.r_[True, place[1:] != place[:-1]])
    least = np.repeat(np.minimum.reduceat(off_m, begins), np.diff(np.r_[begins, len(place)]))
    best = np.flatnonzero(off_m == least)
    best = best[np.r_[True, place[best][1:] != place[best][:-1]]]
    place, point, off_m, along = place[best], point[best], off_m[best], along[best]
    edge = network.shape_edge[point].astype(np.int64)
    start_m, end_m = network.shape_m[point].astype(float), network.shape_m[point + 1].astype(float)
    length_m = network.shape_m[network.shape_start[edge + 1] - 1].astype(float)
    at = which[place]
    found.edge[at], found.off_m[at] = edge, off_m
    found.share[at] = np.clip((start_m + along * (end_m - start_m)) / np.maximum(length_m, 1e-6), 0, 1)


def _candidates(network: RoadNetwork, lat_e7: Longs, lon_e7: Longs, ring: int) -> tuple[Longs, Longs]:
    """(place, first point of a segment) for every segment in the cells around each place, by place."""
    row, column = cells_of(lat_e7, lon_e7, network.cell_e7)
    before, after = ring, ring
    if ring == NEAREST:
        height, width = (int(side) for side in network.cell_e7)
        # The block of two by two begins a cell earlier for a place in the lower half of its cell.
        row, column = row - (lat_e7 - row * height < height // 2), column - (lon_e7 - column * width < width // 2)
        before, after = 0, 1
    # The cells of a row follow one another in the file: each row around a place is one run.
    count = before + after + 1
    rows = (row[:, None] + np.arange(-before, after + 1)).ravel()
    columns = np.repeat(column, count)
    first = np.searchsorted(network.cell_key, key_of(rows, columns - before))
    last = np.searchsorted(network.cell_key, key_of(rows, columns + after), "right")
    begin = network.cell_start[first]
    run, number = spread(network.cell_start[last] - begin)
    point = network.cell_point[begin[run] + number].astype(np.int64)
    return run // count, point


def _distances(
    network: RoadNetwork, places_e7: tuple[Longs, Longs], place: Longs, point: Longs
) -> tuple[Doubles, Doubles]:
    """Metres from each place to the segment that begins at `point`, and where on the segment, 0 to 1."""
    lat_e7, lon_e7 = places_e7
    scale = (METRES_PER_DEGREE / E7 * np.cos(np.radians(lat_e7 / E7)))[place]
    ax = network.shape_lon_e7[point] - lon_e7[place]
    ay = network.shape_lat_e7[point] - lat_e7[place]
    dx = (network.shape_lon_e7[point + 1] - network.shape_lon_e7[point]) * scale
    dy = (network.shape_lat_e7[point + 1] - network.shape_lat_e7[point]) * (METRES_PER_DEGREE / E7)
    x, y = ax * scale, ay * (METRES_PER_DEGREE / E7)
    along = np.clip(-(x * dx + y * dy) / np.maximum(dx * dx + dy * dy, 1e-12), 0, 1)
    x += along * dx
    y += along * dy
    off_m: Doubles = np.sqrt(x * x + y * y)
    return off_m, along
