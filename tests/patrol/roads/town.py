"""Small towns with exact truth: ways between named corners, in metres from a square."""

from collections.abc import Sequence

from console.maps.assembly import assemble
from console.maps.extract import RawRoads
from console.maps.roadclass import Use
from kernel.geo import LatLon, LocalPlane
from patrol.roads.network import RoadNetwork

SQUARE = LatLon(47.14, 9.52)
PLANE = LocalPlane(SQUARE)
STREET = Use(36, 36, 3.6, 18)  # 10 m/s by car, 1 m/s on foot, 5 m/s by bicycle
ONE_WAY = Use(36, 0, 3.6, 18)
FOOTWAY = Use(0, 0, 3.6, 18)

Corner = tuple[float, float]  # metres east and north


def place(east: float, north: float) -> LatLon:
    return PLANE.place(east, north)


def town(ways: Sequence[tuple[Use, Sequence[Corner]]], blocked: Sequence[Corner] = ()) -> RoadNetwork:
    """Ways that share a corner meet there; `blocked` corners let no car pass."""
    roads, nodes = RawRoads(), dict[Corner, int]()
    for use, corners in ways:
        roads.uses.append(use)
        roads.starts.append(len(roads.node))
        for corner in corners:
            here = place(*corner)
            roads.node.append(nodes.setdefault(corner, len(nodes) + 1))
            roads.lat.append(here.lat)
            roads.lon.append(here.lon)
    roads.blocked.update(nodes[corner] for corner in blocked)
    return assemble(roads)


def grid(side: int, step_m: float = 100.0) -> RoadNetwork:
    """Streets north and east, `side` of each, every third one a one-way street."""
    lines = [i * step_m for i in range(side)]
    ways: list[tuple[Use, list[Corner]]] = []
    for i, at in enumerate(lines):
        use = ONE_WAY if i % 3 == 2 else STREET
        ways.append((use, [(at, north) for north in lines]))
        ways.append((use, [(east, at) for east in lines]))
    return town(ways)
