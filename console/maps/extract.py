"""Reading an OpenStreetMap file, once: its roads, what is drawn of it, and what has a name or an address."""

from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import osmium
from osmium.osm.types import Area, Node, Way

from console.maps.drawn import Look, look_of
from console.maps.named import Named, named_of
from console.maps.roadclass import Use, blocks_cars, use_of
from kernel.errors import invalid

Progress = Callable[[str, int, int | None], None]  # stage, done so far, of how many if known

_TELL_EVERY = 20_000


@dataclass(slots=True)
class RawRoads:
    """The ways that somebody may use: per way its use and where its points begin, per point node id and place."""

    uses: list[Use] = field(default_factory=list)
    starts: "array[int]" = field(default_factory=lambda: array("q"))
    node: "array[int]" = field(default_factory=lambda: array("q"))
    lat: "array[float]" = field(default_factory=lambda: array("d"))
    lon: "array[float]" = field(default_factory=lambda: array("d"))
    blocked: set[int] = field(default_factory=set)
    signals: set[int] = field(default_factory=set)


@dataclass(slots=True)
class Extract:
    """What the file holds for us. shapes: WKB in hexadecimal, each with its look."""

    roads: RawRoads = field(default_factory=RawRoads)
    looks: list[Look] = field(default_factory=list)
    shapes: list[str] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)


def read(path: Path, progress: Progress) -> Extract:
    """Everything of the file; raises an invalid fault for what is no whole OpenStreetMap file or holds no roads."""
    if not path.is_file():
        raise invalid(f"map file {path}: no such file")
    reader = _Reader()
    try:
        source = (
            osmium.FileProcessor(str(path)).with_locations().with_areas().with_filter(osmium.filter.EmptyTagFilter())
        )
        for count, thing in enumerate(source):
            if count % _TELL_EVERY == 0:
                progress("reading", count, None)
            reader.take(thing)
    except (RuntimeError, ValueError, OSError) as error:
        raise invalid(f"map file {path}: not a whole OpenStreetMap file ({error}); fetch it again") from None
    if not reader.found.roads.uses:
        raise invalid(f"map file {path}: holds no roads; use an extract with all tags, such as NAME-latest.osm.pbf")
    return reader.found


class _Reader:
    def __init__(self) -> None:
        self.found = Extract()
        self._wkb = osmium.geom.WKBFactory()

    def take(self, thing: object) -> None:
        if isinstance(thing, Node):
            self._node(thing)
        elif isinstance(thing, Way):
            self._way(thing)
        elif isinstance(thing, Area):
            self._area(thing)

    def _node(self, node: Node) -> None:
        tags = dict(node.tags)
        if blocks_cars(tags):
            self.found.roads.blocked.add(node.id)
        if tags.get("highway") == "traffic_signals":
            self.found.roads.signals.add(node.id)
        if node.location.valid():
            self._named(tags, node.location.lat, node.location.lon)
            if look := look_of(tags, "point"):
                self._draw(look, self._wkb.create_point(node))

    def _way(self, way: Way) -> None:
        tags = dict(way.tags)
        points = [(n.ref, n.location.lat, n.location.lon) for n in way.nodes if n.location.valid()]
        if len(points) < 2:
            return
        use = use_of(tags)
        if use.is_any:
            self._road(use, points)
        if "highway" in tags:
            _, lat, lon = points[len(points) // 2]
            self._named(tags, lat, lon)
        is_area_too = way.is_closed() and ("highway" not in tags or tags.get("area") == "yes")
        if len(points) == len(way.nodes) and not is_area_too and (look := look_of(tags, "line")):
            try:
                self._draw(look, self._wkb.create_linestring(way))
            except RuntimeError:
                return  # all its points are one place: nothing to draw

    def _road(self, use: Use, points: list[tuple[int, float, float]]) -> None:
        roads = self.found.roads
        roads.uses.append(use)
        roads.starts.append(len(roads.node))
        for ref, lat, lon in points:
            roads.node.append(ref)
            roads.lat.append(lat)
            roads.lon.append(lon)

    def _area(self, area: Area) -> None:
        tags = dict(area.tags)
        look = look_of(tags, "area")
        if look is None and not ("name" in tags or "addr:housenumber" in tags):
            return
        try:
            shape = self._wkb.create_multipolygon(area)
        except RuntimeError:
            return  # a broken outline
        if look:
            self._draw(look, shape)
        if "highway" not in tags:
            middle = _middle(area)
            if middle is not None:
                self._named(tags, *middle)

    def _draw(self, look: Look, shape: str) -> None:
        self.found.looks.append(look)
        self.found.shapes.append(shape)

    def _named(self, tags: dict[str, str], lat: float, lon: float) -> None:
        self.found.named.extend(named_of(tags, lat, lon))


def _middle(area: Area) -> tuple[float, float] | None:
    """The middle of the first outline's box: good enough to fly to."""
    for ring in area.outer_rings():
        places = [(n.location.lat, n.location.lon) for n in ring if n.location.valid()]
        if places:
            lats, lons = zip(*places, strict=True)
            return (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    return None
