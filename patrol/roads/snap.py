"""Where places lie on the road network: the nearest stretch that the traveller may use."""

from dataclasses import dataclass

import numpy as np

from patrol.roads.network import E7, METRES_PER_DEGREE, Bools, Doubles, Longs, RoadNetwork, cells_of, key_of, spread

RINGS = (1, 3, 10)  # cells around, tried in turn: right for 33, 100 and 330 m; what is farther off has no road
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
            these = these[~(found.off_m[these] <= cell_m * ring)]
            if not len(these):
                break
    return found


def _nearest(
    network: RoadNetwork, is_open: Bools, places: tuple[Doubles, Doubles], which: Longs, ring: int, found: Snaps
) -> None:
    lat, lon = places[0][which], places[1][which]
    place, point = _candidates(network, lat, lon, ring)
    usable = is_open[network.shape_edge[point]]
    place, point = place[usable], point[usable]
    if not len(place):
        return
    off_m, along = _distances(network, lat[place], lon[place], point)
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


def _candidates(network: RoadNetwork, lat: Doubles, lon: Doubles, ring: int) -> tuple[Longs, Longs]:
    """(place, first point of a segment) for every segment in the cells around each place, by place."""
    lat_e7, lon_e7 = np.rint(lat * E7).astype(np.int64), np.rint(lon * E7).astype(np.int64)
    row, column = cells_of(lat_e7, lon_e7, network.cell_e7)
    # The cells of a row follow one another in the file: each row around a place is one run.
    rows = (row[:, None] + np.arange(-ring, ring + 1)).ravel()
    columns = np.repeat(column, 2 * ring + 1)
    first = np.searchsorted(network.cell_key, key_of(rows, columns - ring))
    last = np.searchsorted(network.cell_key, key_of(rows, columns + ring), "right")
    begin = network.cell_start[first]
    run, number = spread(network.cell_start[last] - begin)
    point = network.cell_point[begin[run] + number].astype(np.int64)
    return run // (2 * ring + 1), point


def _distances(network: RoadNetwork, lat: Doubles, lon: Doubles, point: Longs) -> tuple[Doubles, Doubles]:
    """Metres from each place to the segment that begins at `point`, and where on the segment, 0 to 1."""
    scale = METRES_PER_DEGREE * np.cos(np.radians(lat))
    ax = (network.shape_lon_e7[point] / E7 - lon) * scale
    ay = (network.shape_lat_e7[point] / E7 - lat) * METRES_PER_DEGREE
    dx = (network.shape_lon_e7[point + 1] / E7 - lon) * scale - ax
    dy = (network.shape_lat_e7[point + 1] / E7 - lat) * METRES_PER_DEGREE - ay
    along = np.clip(-(ax * dx + ay * dy) / np.maximum(dx * dx + dy * dy, 1e-12), 0, 1)
    off_m: Doubles = np.hypot(ax + along * dx, ay + along * dy)
    return off_m, along
