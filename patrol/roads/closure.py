"""Roads that are closed for now, as drawn on the map, and which stretches of the network that shuts."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NewType

import numpy as np
import shapely

from kernel.geo import LatLon
from kernel.journal import JsonObject
from patrol.roads.network import E7, Bools, Profile, RoadNetwork

ClosureId = NewType("ClosureId", str)

MOST_POINTS = 200


class Shape(StrEnum):
    """A line shuts every road that it crosses; an area every road that it touches."""

    LINE = "line"
    AREA = "area"


class ClosedTo(StrEnum):
    """Whom a closure stops: people on foot and bicycles often get by."""

    VEHICLES = "vehicles"
    EVERYONE = "everyone"


@dataclass(frozen=True, slots=True)
class ClosureDraft:
    """A closure as somebody draws it. points: 2 or more of a line, 3 or more corners of an area."""

    shape: Shape
    points: tuple[LatLon, ...]
    closed_to: ClosedTo
    reason: str


@dataclass(frozen=True, slots=True)
class Closure:
    """A closure in force."""

    id: ClosureId
    draft: ClosureDraft
    drawn_at: datetime
    drawn_by: str

    def stops(self, profile: Profile) -> bool:
        return self.draft.closed_to is ClosedTo.EVERYONE or profile is Profile.CAR


def closed_edges(network: RoadNetwork, closures: Iterable[Closure]) -> Bools:
    """Per edge, whether one of `closures` lies on it."""
    closed: Bools = np.zeros(network.edges, np.bool_)
    first, last = network.shape_start[:-1], network.shape_start[1:]
    for closure in closures:
        drawn = _geometry(closure.draft)
        west, south, east, north = (np.rint(np.array(drawn.bounds) * E7)).astype(np.int64)
        near = _touching_box(network, (int(west), int(south), int(east), int(north)))
        near = near[~closed[near]]
        if not len(near):
            continue
        lines = [
            shapely.linestrings(
                network.shape_lon_e7[first[e] : last[e]] / E7, network.shape_lat_e7[first[e] : last[e]] / E7
            )
            for e in near
        ]
        shapely.prepare(drawn)
        closed[near[shapely.intersects(drawn, lines)]] = True
    return closed


def closure_data(closure: Closure) -> JsonObject:
    """ClosureView."""
    draft = closure.draft
    return {
        "id": closure.id,
        "shape": draft.shape.value,
        "points": [{"lat": p.lat, "lon": p.lon} for p in draft.points],
        "closed_to": draft.closed_to.value,
        "reason": draft.reason,
        "drawn_at": closure.drawn_at.isoformat(),
        "drawn_by": closure.drawn_by,
    }


def _geometry(draft: ClosureDraft) -> shapely.Geometry:
    points = [(p.lon, p.lat) for p in draft.points]
    if draft.shape is Shape.LINE:
        return shapely.LineString(points)
    # Corners clicked in a wrong order make a bow tie: the hull of its parts is what was meant.
    return shapely.make_valid(shapely.Polygon(points))


def _touching_box(network: RoadNetwork, box: tuple[int, int, int, int]) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Edges of which a segment's own box touches `box` (west, south, east, north, in 1e-7 degrees)."""
    west, south, east, north = box
    lat, lon = network.shape_lat_e7, network.shape_lon_e7
    is_near = (np.maximum(lat[:-1], lat[1:]) >= south) & (np.minimum(lat[:-1], lat[1:]) <= north)
    is_near &= (np.maximum(lon[:-1], lon[1:]) >= west) & (np.minimum(lon[:-1], lon[1:]) <= east)
    # The pair of an edge's last point and the next edge's first is no segment; it only adds a candidate.
    return np.unique(network.shape_edge[:-1][is_near]).astype(np.int64)
