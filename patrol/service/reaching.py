"""How long free units take to the protected places: one search for each place, kept while roads and place stay."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np

from kernel.geo import LatLon
from patrol.coverage import Doubles, ProtectedPlace
from patrol.position import Fix
from patrol.recommend import Assumptions, travel_time
from patrol.roads.atlas import BESIDE_ROAD_M, WALK_MPS, Atlas
from patrol.roads.catchment import Catchment
from patrol.roads.closure import Closure
from patrol.roads.network import PROFILES, Profile
from patrol.roads.search import RoadGraph
from patrol.unit import UnitKind

_EPOCH = datetime.fromtimestamp(0, UTC)
FARTHEST_S = 900.0  # beyond that nobody covers anything, and nobody is moved


class Reaching:
    """Times between units and places, by road where a map is there. Safe to use from any thread."""

    def __init__(self, atlas: Atlas, assumptions: Assumptions) -> None:
        self._atlas = atlas
        self._assumptions = assumptions
        self._lock = threading.Lock()
        self._held: dict[Profile, tuple[RoadGraph, dict[LatLon, Catchment]]] = {}

    def times(
        self, places: Sequence[ProtectedPlace], kind: UnitKind, starts: Sequence[LatLon], closures: Sequence[Closure]
    ) -> Doubles:
        """(place, start) seconds; infinite beyond `FARTHEST_S`. Raises a corrupt fault."""
        found: Doubles = np.full((len(places), len(starts)), np.inf)
        if not starts or not places:
            return found
        graph = self._atlas.graph(PROFILES[kind], closures)
        if graph is None:
            return self._straight(places, kind, starts)
        of = graph.snapped(starts)
        beside = (of.off_m - BESIDE_ROAD_M).clip(0) / WALK_MPS
        with self._lock:
            catchments = self._catchments(PROFILES[kind], graph, [place.draft.position for place in places])
        for row, place in enumerate(places):
            found[row] = catchments[place.draft.position].seconds(of) + beside
        return found

    def _catchments(self, profile: Profile, graph: RoadGraph, wanted: Sequence[LatLon]) -> dict[LatLon, Catchment]:
        held_graph, held = self._held.get(profile, (None, {}))
        if held_graph is not graph:
            held = {}
        fresh = {at: held.get(at) or Catchment(graph, graph.snapped([at]), FARTHEST_S) for at in wanted}
        self._held[profile] = graph, fresh
        return fresh

    def _straight(self, places: Sequence[ProtectedPlace], kind: UnitKind, starts: Sequence[LatLon]) -> Doubles:
        now = _EPOCH  # a stand has no age
        times = [
            [travel_time(kind, Fix(start, now, now), place.draft.position, now, self._assumptions) for start in starts]
            for place in places
        ]
        seconds = np.array([[np.inf if one is None else one.likely_s for one in row] for row in times])
        beyond: Doubles = np.where(seconds <= FARTHEST_S, seconds, np.inf)
        return beyond
