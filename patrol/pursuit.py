"""Pursuit: how far somebody who flees can have come on the roads, what he comes past next, and who can be there first.

He travels at the roads' usual times divided by `HURRY`, on the roads as they are open, and starts where he was last
seen. Everything is counted in seconds since then.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kernel.geo import LatLon
from patrol.roads.network import E7, Bools, Doubles, Longs, Profile
from patrol.roads.search import RoadGraph
from patrol.roads.snap import Snaps
from patrol.unit import UnitKind

HURRY = {Profile.FOOT: 2.0, Profile.BICYCLE: 1.3, Profile.CAR: 1.3}  # a runner; a driver who spares nobody
LONGEST_S = 1800.0  # after half an hour he may be anywhere
AHEAD_S = 600.0  # how far ahead crossings are looked at
LEAST_WAYS = 3  # that meet at a crossing worth a unit
MOST_BLOCKS = 5
HEAD_START_S = 30.0  # to read the order, and to stand there when he comes
CAMERA_OFF_M = 80.0  # a camera farther from a road sees none
_NOBODY = -1


@dataclass(frozen=True, slots=True)
class Chaser:
    """A free unit, and where it stands on the roads of its own kind."""

    unit_id: str
    callsign: str
    kind: UnitKind
    position: LatLon


@dataclass(frozen=True, slots=True)
class Block:
    """A crossing that a unit reaches first, by `HEAD_START_S` at least.

    fugitive_s: until he can be there, from now; unit_s: until the unit is. share: of the crossings that he can newly
    reach in the time looked ahead, those whose fastest way leads through.
    """

    position: LatLon
    fugitive_s: float
    unit_id: str
    callsign: str
    unit_s: float
    share: float


@dataclass(frozen=True, slots=True)
class Flight:
    """One search from where he was last seen: per node his seconds, and the node he comes from (-1: the start)."""

    graph: RoadGraph
    start: Snaps
    hurry: float
    seconds: Doubles
    came_from: Longs


def flight(graph: RoadGraph, origin: LatLon, limit_s: float) -> Flight | None:
    """Everything that he can reach within `limit_s`; None where no road is near `origin`."""
    start = graph.snapped([origin])
    if start.edge[0] < 0:
        return None
    hurry = HURRY[graph.profile]
    field = graph.times_from(start, limit_s * hurry, traced=True)
    assert field.next is not None
    came_from = field.next[:-1].astype(np.int64)
    came_from[(came_from < 0) | (came_from >= len(came_from))] = _NOBODY
    return Flight(graph, start, hurry, field.seconds / hurry, came_from)


def passes(fled: Flight, places: Sequence[LatLon]) -> list[float | None]:
    """Seconds after which he can come past each place; None beyond the search, or with no road beside it."""
    if not places:
        return []
    graph, at = fled.graph, fled.graph.snapped(places)
    edge, share = np.maximum(at.edge, 0), at.share
    along, against = graph.along_s[edge] / fled.hurry, graph.against_s[edge] / fled.hurry
    start_edge, start_share = int(fled.start.edge[0]), float(fled.start.share[0])
    with np.errstate(invalid="ignore"):
        by_from = fled.seconds[graph.network.edge_from[edge]] + share * along
        by_to = fled.seconds[graph.network.edge_to[edge]] + (1 - share) * against
        straight = np.where(share >= start_share, (share - start_share) * along, (start_share - share) * against)
    seconds = np.fmin(by_from, by_to)
    seconds = np.where(edge == start_edge, np.fmin(seconds, straight), seconds)
    is_told = (at.edge >= 0) & (at.off_m <= CAMERA_OFF_M) & np.isfinite(seconds)
    return [float(s) if told else None for s, told in zip(seconds, is_told, strict=True)]


def blocks(
    fled: Flight, elapsed_s: float, chasers: Sequence[tuple[Chaser, RoadGraph]], taken: Sequence[LatLon] = ()
) -> list[Block]:
    """The crossings to block, the one that closes most of his ways first; a unit and a way are used once.

    taken: crossings that somebody is sent to already; what lies behind them is not looked at.
    """
    ahead = (fled.seconds > elapsed_s) & (fled.seconds <= elapsed_s + AHEAD_S)
    order = np.flatnonzero(ahead)
    order = order[np.argsort(-fled.seconds[order], kind="stable")]
    if not len(order) or not chasers:
        return []
    is_crossing = ahead & (_ways(fled.graph) >= LEAST_WAYS)
    behind = _Behind(fled.came_from, order)
    for node in _nodes_at(fled.graph, np.flatnonzero(is_crossing), taken):
        behind.cut(node)
    wanted, first_s = len(order), fled.seconds - elapsed_s
    unit_s = np.stack([_times(graph, chaser.position) for chaser, graph in chasers])
    found: list[Block] = []
    free = np.ones(len(chasers), np.bool_)
    while len(found) < MOST_BLOCKS and free.any():
        soonest = np.where(free[:, None], unit_s, np.inf)
        who = np.argmin(soonest, axis=0)
        is_first = is_crossing & (soonest.min(axis=0) + HEAD_START_S <= first_s)
        counts = np.where(is_first, behind.counts(), 0)
        node = int(np.argmax(counts))
        if counts[node] < 1:
            break
        chaser, arrives_s = chasers[int(who[node])][0], float(soonest[who[node], node])
        share = float(counts[node]) / wanted
        found.append(
            Block(_place(fled.graph, node), float(first_s[node]), chaser.unit_id, chaser.callsign, arrives_s, share)
        )
        free[who[node]] = False
        behind.cut(node)
    return found


class _Behind:
    """How many nodes lie behind each on his fastest ways, without those that are cut off."""

    def __init__(self, came_from: Longs, farthest_first: Longs) -> None:
        self._came_from = came_from
        self._order = farthest_first
        self._is_cut: Bools = np.zeros(len(came_from), np.bool_)

    def cut(self, node: int) -> None:
        self._is_cut[node] = True
        came_from, is_cut = self._came_from, self._is_cut
        for one in self._order[::-1].tolist():  # nearest first: what he comes from is decided before
            if came_from[one] != _NOBODY and is_cut[came_from[one]]:
                is_cut[one] = True

    def counts(self) -> Longs:
        count: Longs = np.zeros(len(self._came_from), np.int64)
        count[self._order] = ~self._is_cut[self._order]
        tally, came_from = count.tolist(), self._came_from.tolist()
        for one in self._order.tolist():
            if came_from[one] != _NOBODY:
                tally[came_from[one]] += tally[one]
        return np.where(self._is_cut, 0, np.array(tally, np.int64))


def _ways(graph: RoadGraph) -> Longs:
    """Open stretches that meet at each node."""
    network, is_open = graph.network, graph.is_open
    ends = np.r_[network.edge_from[is_open], network.edge_to[is_open]]
    return np.bincount(ends, minlength=network.nodes)


def _times(graph: RoadGraph, start: LatLon) -> Doubles:
    at = graph.snapped([start])
    if at.edge[0] < 0:
        return np.full(graph.network.nodes, np.inf)
    return graph.times_from(at, AHEAD_S).seconds


def _nodes_at(graph: RoadGraph, nodes: Longs, places: Sequence[LatLon]) -> list[int]:
    """The nodes among `nodes` that lie at one of the places."""
    wanted = {(round(place.lat, 5), round(place.lon, 5)) for place in places}
    if not wanted:
        return []
    return [node for node in nodes.tolist() if _rounded(_place(graph, node)) in wanted]


def _rounded(place: LatLon) -> tuple[float, float]:
    return round(place.lat, 5), round(place.lon, 5)


def _place(graph: RoadGraph, node: int) -> LatLon:
    network = graph.network
    begins = np.flatnonzero(network.edge_from == node)
    if len(begins):
        point = int(network.shape_start[begins[0]])
    else:
        point = int(network.shape_start[np.flatnonzero(network.edge_to == node)[0] + 1]) - 1
    return LatLon(float(network.shape_lat_e7[point]) / E7, float(network.shape_lon_e7[point]) / E7)
