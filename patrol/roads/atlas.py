"""The imported network as the services use it: opened when first asked for, opened anew when a new one is in force."""

import json
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kernel.geo import LatLon
from patrol.roads.closure import Closure, ClosureId, closed_edges
from patrol.roads.file import load
from patrol.roads.network import PROFILES, Profile, RoadNetwork
from patrol.roads.search import RoadGraph
from patrol.unit import UnitKind

CURRENT, ROADS = "current.json", "roads.bin"  # as console.maps.library names them
WALK_MPS = 1.4
BESIDE_ROAD_M = 15.0  # not walked: the fix is no better than that
LIMIT_S = 2 * 3600.0

_Stamp = tuple[int, int]
_Closed = frozenset[ClosureId]


@dataclass(slots=True)
class _Open:
    stamp: _Stamp
    network: RoadNetwork
    closed: _Closed = frozenset()
    graphs: dict[Profile, RoadGraph] = field(default_factory=dict)


class Atlas:
    """The roads of `folder`. Safe to use from any thread; who holds a graph keeps it though a new map comes."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._open: _Open | None = None

    @property
    def is_there(self) -> bool:
        """Whether a map is imported."""
        return (self._folder / CURRENT).is_file()

    def graph(self, profile: Profile, closures: Sequence[Closure]) -> RoadGraph | None:
        """The roads for `profile` without what `closures` shut; None without a map. Raises a corrupt fault."""
        with self._lock:
            held = self._current()
            if held is None:
                return None
            closed = frozenset(closure.id for closure in closures)
            if held.closed != closed:
                held.closed, held.graphs = closed, {}
            if profile not in held.graphs:
                stopping = [closure for closure in closures if closure.stops(profile)]
                shut = closed_edges(held.network, stopping) if stopping else None
                held.graphs[profile] = RoadGraph(held.network, profile, shut)
            return held.graphs[profile]

    def _current(self) -> _Open | None:
        path = self._folder / CURRENT
        try:
            about = path.stat()
            stamp = (about.st_mtime_ns, about.st_ino)
            if self._open is None or self._open.stamp != stamp:
                generation = str(json.loads(path.read_text(encoding="utf-8"))["generation"])
                self._open = _Open(stamp, load(self._folder / generation / ROADS))
        except (FileNotFoundError, NotADirectoryError):
            self._open = None
        return self._open


class RoadTimes:
    """Travel times on the roads as they are open now; `patrol.recommend.TravelTimes`."""

    def __init__(self, atlas: Atlas, closures: Sequence[Closure]) -> None:
        self._atlas = atlas
        self._closures = closures

    def seconds_to(self, target: LatLon, kind: UnitKind, starts: Sequence[LatLon]) -> list[float | None]:
        """Seconds from each start, the steps between road and place included; None where no road leads."""
        graph = self._atlas.graph(PROFILES[kind], self._closures)
        if graph is None or not starts:
            return [None] * len(starts)
        at, of = graph.snapped([target]), graph.snapped(starts)
        seconds = graph.seconds_to(of, at, LIMIT_S)
        on_foot = (of.off_m - BESIDE_ROAD_M).clip(0) + max(0.0, float(at.off_m[0]) - BESIDE_ROAD_M)
        return [value if value < LIMIT_S else None for value in (seconds + on_foot / WALK_MPS).tolist()]
