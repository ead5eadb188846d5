"""How long the way takes: one search over the arcs of a profile gives the times of everybody to one place."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra

from kernel.geo import LatLon
from patrol.roads.network import Bools, Doubles, Floats, Longs, Profile, RoadNetwork
from patrol.roads.snap import Snaps, snap

LEAST_S = 1e-6  # an arc of no time would be no arc
NOBODY = -9999
MOST_REMEMBERED = 20_000


@dataclass(frozen=True, slots=True)
class Arcs:
    """Arcs in compressed rows: `start` (N + 1), then per arc its other node, seconds and edge."""

    start: Longs
    node: Longs
    seconds: Doubles
    edge: Longs


@dataclass(frozen=True, slots=True)
class Field:
    """The outcome of a search. seconds: per node, infinite beyond the limit; next: the node on the way, or NOBODY."""

    seconds: Doubles
    next: Longs | None


class RoadGraph:
    """The network as one profile may use it now. Immutable; safe to use from any thread."""

    def __init__(self, network: RoadNetwork, profile: Profile, closed: Bools | None = None) -> None:
        along, against = network.seconds(profile)
        self.network = network
        self.profile = profile
        self.along_s, self.against_s = _without(along, closed), _without(against, closed)
        self.is_open: Bools = np.isfinite(self.along_s) | np.isfinite(self.against_s)
        self._nodes = network.nodes
        self._snapped: dict[LatLon, tuple[int, float, float]] = {}

    @cached_property
    def inward(self) -> Arcs:
        """Rows are where arcs end: for searches from a place back to whoever comes."""
        return self._arcs(is_inward=True)

    @cached_property
    def outward(self) -> Arcs:
        """Rows are where arcs begin."""
        return self._arcs(is_inward=False)

    def snapped(self, places: Sequence[LatLon]) -> Snaps:
        """The places on the open edges; remembered, because a ranking asks for the same fixes again and again."""
        held = self._snapped
        if len(held) > MOST_REMEMBERED:
            held = self._snapped = {}
        new = list({place for place in places if place not in held})
        if new:
            found = self.snap(np.array([p.lat for p in new]), np.array([p.lon for p in new]))
            found_rows = zip(found.edge.tolist(), found.share.tolist(), found.off_m.tolist(), strict=True)
            held.update(zip(new, found_rows, strict=True))
        edge, share, off_m = zip(*(held[place] for place in places), strict=True)
        return Snaps(np.array(edge), np.array(share), np.array(off_m))

    def snap(self, lat: Doubles, lon: Doubles) -> Snaps:
        """The same for arrays of degrees."""
        return snap(self.network, self.is_open, lat, lon)

    def times_to(self, target: Snaps, limit_s: float, traced: bool = False) -> Field:
        """Per node, the seconds to the one place of `target`."""
        edge, share = int(target.edge[0]), float(target.share[0])
        ends = self._ends(edge, _part(self.along_s[edge], share), _part(self.against_s[edge], 1 - share))
        return self._search(self.inward, (ends[0], ends[1]), limit_s, traced)

    def times_from(self, origin: Snaps, limit_s: float, traced: bool = False) -> Field:
        """Per node, the seconds from the one place of `origin`; `next` is then the node before it."""
        edge, share = int(origin.edge[0]), float(origin.share[0])
        ends = self._ends(edge, _part(self.against_s[edge], share), _part(self.along_s[edge], 1 - share))
        return self._search(self.outward, (ends[0], ends[1]), limit_s, traced)

    def through_ends(self, starts: Snaps, field: Field) -> tuple[Doubles, Doubles]:
        """Seconds of each start by the start of its edge, and by the end of it. Starts must be on an edge."""
        network, edge = self.network, starts.edge
        return self.through(starts, (field.seconds[network.edge_from[edge]], field.seconds[network.edge_to[edge]]))

    def through(self, starts: Snaps, ends: tuple[Doubles, Doubles]) -> tuple[Doubles, Doubles]:
        """The same with the seconds from the start and from the end of each one's edge."""
        edge, share = starts.edge, starts.share
        return _part(self.against_s[edge], share) + ends[0], _part(self.along_s[edge], 1 - share) + ends[1]

    def along_edge(self, starts: Snaps, target: Snaps) -> Doubles:
        """Seconds of starts that are on the target's own edge, straight along it; infinite for all others."""
        edge, share = int(target.edge[0]), float(target.share[0])
        ahead = np.where(starts.share <= share, _part(self.along_s[edge], share - starts.share), np.inf)
        back = np.where(starts.share >= share, _part(self.against_s[edge], starts.share - share), np.inf)
        direct: Doubles = np.where(starts.edge == edge, np.minimum(ahead, back), np.inf)
        return direct

    def seconds_to(self, starts: Snaps, target: Snaps, limit_s: float) -> Doubles:
        """Seconds on the road of each start; infinite without a way within the limit, or without a road."""
        seconds: Doubles = np.full(len(starts), np.inf)
        if target.edge[0] < 0:
            return seconds
        field = self.times_to(target, limit_s)
        at = np.flatnonzero(starts.edge >= 0)
        these = Snaps(starts.edge[at], starts.share[at], starts.off_m[at])
        by_start, by_end = self.through_ends(these, field)
        seconds[at] = np.minimum(np.minimum(by_start, by_end), self.along_edge(these, target))
        return seconds

    def _ends(self, edge: int, from_s: Doubles, to_s: Doubles) -> tuple[Longs, Doubles]:
        nodes = np.array([self.network.edge_from[edge], self.network.edge_to[edge]], np.int64)
        seconds = np.r_[from_s, to_s]
        is_there = np.isfinite(seconds)
        return nodes[is_there], seconds[is_there]

    def _search(self, arcs: Arcs, ends: tuple[Longs, Doubles], limit_s: float, traced: bool) -> Field:
        """Dijkstra from an extra node that stands for the place on the edge."""
        place = self._nodes
        start = np.r_[arcs.start, arcs.start[-1] + len(ends[0])].astype(np.int32)
        node = np.r_[arcs.node, ends[0]].astype(np.int32)
        seconds = np.maximum(np.r_[arcs.seconds, ends[1]], LEAST_S)
        matrix = csr_array((seconds, node, start), shape=(place + 1, place + 1))
        found = dijkstra(matrix, directed=True, indices=place, return_predecessors=traced, limit=limit_s)
        if traced:
            return Field(found[0][:-1], found[1])
        return Field(found[:-1], None)

    def _arcs(self, is_inward: bool) -> Arcs:
        network = self.network
        ahead, back = np.flatnonzero(np.isfinite(self.along_s)), np.flatnonzero(np.isfinite(self.against_s))
        tail = np.r_[network.edge_from[ahead], network.edge_to[back]].astype(np.int64)
        head = np.r_[network.edge_to[ahead], network.edge_from[back]].astype(np.int64)
        row, other = (head, tail) if is_inward else (tail, head)
        order = np.argsort(row, kind="stable")
        start = np.r_[0, np.cumsum(np.bincount(row, minlength=self._nodes))].astype(np.int64)
        seconds = np.r_[self.along_s[ahead], self.against_s[back]]
        return Arcs(start, other[order], seconds[order], np.r_[ahead, back][order])


def _without(seconds: Floats, closed: Bools | None) -> Doubles:
    open_s: Doubles = seconds.astype(np.float64)
    if closed is not None:
        open_s[closed] = np.inf
    return open_s


def _part(seconds: Doubles, share: Doubles | float) -> Doubles:
    """A share of a time; no share of an infinite one is finite."""
    with np.errstate(invalid="ignore"):
        part: Doubles = np.where(np.isfinite(seconds), seconds * share, np.inf)
    return part
