"""Who reaches a place within a limit: searched once, asked as often as units move."""

import numpy as np

from patrol.roads.network import Doubles, Ints, Longs
from patrol.roads.search import RoadGraph
from patrol.roads.snap import Snaps


class Catchment:
    """The seconds to one place from wherever they are at most `limit_s`. Immutable; safe to use from any thread."""

    def __init__(self, graph: RoadGraph, target: Snaps, limit_s: float) -> None:
        self._graph = graph
        self._target = target
        self._limit_s = limit_s
        # Of a large network a few thousand junctions lie within minutes: only those are kept.
        self._nodes: Longs = np.zeros(0, np.int64)
        self._seconds: Doubles = np.zeros(0)
        if target.edge[0] >= 0:
            found = graph.times_to(target, limit_s).seconds
            self._nodes = np.flatnonzero(np.isfinite(found))
            self._seconds = found[self._nodes]

    def seconds(self, starts: Snaps) -> Doubles:
        """Per start, the seconds on the road; infinite beyond the limit, without a way, or without a road."""
        seconds: Doubles = np.full(len(starts), np.inf)
        at = np.flatnonzero(starts.edge >= 0)
        if self._target.edge[0] < 0 or not len(at):
            return seconds
        these = Snaps(starts.edge[at], starts.share[at], starts.off_m[at])
        network = self._graph.network
        ends = self._at(network.edge_from[these.edge]), self._at(network.edge_to[these.edge])
        by_start, by_end = self._graph.through(these, ends)
        found = np.minimum(np.minimum(by_start, by_end), self._graph.along_edge(these, self._target))
        seconds[at] = np.where(found <= self._limit_s, found, np.inf)
        return seconds

    def _at(self, nodes: Ints) -> Doubles:
        if not len(self._nodes):
            return np.full(len(nodes), np.inf)
        where = np.minimum(np.searchsorted(self._nodes, nodes), len(self._nodes) - 1)
        return np.where(self._nodes[where] == nodes, self._seconds[where], np.inf)
