"""The way of a unit to a place, as a line to be drawn."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from kernel.geo import LatLon, distance_m
from patrol.roads.network import E7, RoadNetwork
from patrol.roads.search import Field, RoadGraph
from patrol.roads.snap import Snaps

LIMIT_S = 4 * 3600.0


@dataclass(frozen=True, slots=True)
class Way:
    """A way on the roads. line: from the road nearest to the start to the one nearest to the end."""

    line: tuple[LatLon, ...]
    seconds: float
    length_m: float


def find_way(graph: RoadGraph, start: LatLon, end: LatLon) -> Way | None:
    """The fastest way; None where either has no road near, or no way leads there."""
    ends = graph.snapped([start, end])
    if ends.edge.min() < 0:
        return None
    origin, target = (Snaps(ends.edge[i : i + 1], ends.share[i : i + 1], ends.off_m[i : i + 1]) for i in (0, 1))
    field = graph.times_to(target, LIMIT_S, traced=True)
    by_start, by_end = (float(part[0]) for part in graph.through_ends(origin, field))
    direct = float(graph.along_edge(origin, target)[0])
    seconds = min(by_start, by_end, direct)
    if not np.isfinite(seconds):
        return None
    edge, share = int(origin.edge[0]), float(origin.share[0])
    if direct <= seconds:
        line = _stretch(graph.network, edge, share, float(target.share[0]))
    else:
        leaves_by_end = by_end <= by_start
        nodes = graph.network.edge_to if leaves_by_end else graph.network.edge_from
        line = _stretch(graph.network, edge, share, float(leaves_by_end))
        line += _through(graph, int(nodes[edge]), field, target)
    places = _without_repeats(line)
    length = sum(distance_m(a, b) for a, b in pairwise(places))
    return Way(tuple(places), seconds, length)


def _through(graph: RoadGraph, node: int, field: Field, target: Snaps) -> list[LatLon]:
    """From `node` on: edge by edge to the target's own."""
    network, arcs = graph.network, graph.inward
    assert field.next is not None
    place = len(field.next) - 1
    line: list[LatLon] = []
    while (onward := int(field.next[node])) != place:
        row = slice(int(arcs.start[onward]), int(arcs.start[onward + 1]))
        mine = np.flatnonzero(arcs.node[row] == node)
        arc = int(mine[np.argmin(arcs.seconds[row][mine])])
        edge = int(arcs.edge[row][arc])
        # Of a stretch that begins and ends at the same two junctions the times tell which direction it is.
        is_along = network.edge_to[edge] == onward and graph.along_s[edge] == arcs.seconds[row][arc]
        line += _stretch(network, edge, 0.0 if is_along else 1.0, 1.0 if is_along else 0.0)
        node = onward
    edge, share = int(target.edge[0]), float(target.share[0])
    begins = network.edge_from[edge] == node
    if begins and network.edge_to[edge] == node:
        begins = graph.along_s[edge] * share <= graph.against_s[edge] * (1 - share)
    return line + _stretch(network, edge, 0.0 if begins else 1.0, share)


def _stretch(network: RoadNetwork, edge: int, start: float, end: float) -> list[LatLon]:
    """The shape of the edge between two shares of its length, in the direction of travel."""
    points = slice(int(network.shape_start[edge]), int(network.shape_start[edge + 1]))
    metres = network.shape_m[points].astype(float)
    lat, lon = network.shape_lat_e7[points] / E7, network.shape_lon_e7[points] / E7
    low, high = sorted((start * metres[-1], end * metres[-1]))
    inner = metres[(metres > low) & (metres < high)]
    at = np.r_[low, inner, high]
    line = [LatLon(float(np.interp(m, metres, lat)), float(np.interp(m, metres, lon))) for m in at.tolist()]
    return line if start <= end else line[::-1]


def _without_repeats(line: list[LatLon]) -> list[LatLon]:
    return [place for i, place in enumerate(line) if i == 0 or place != line[i - 1]] or line
