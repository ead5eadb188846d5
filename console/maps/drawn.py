"""How things of the map are drawn: class and rank as the page's style knows them, and from which zoom on. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Geometry = Literal["point", "line", "area"]

MIN_ZOOM, MAX_ZOOM = 6, 14
ATTRIBUTION = "© OpenStreetMap contributors"

_ROADS = {
    "motorway": ("main", 6), "trunk": ("main", 6), "primary": ("main", 8), "motorway_link": ("main", 10),
    "trunk_link": ("main", 10), "primary_link": ("main", 11), "secondary": ("main", 9), "secondary_link": ("main", 11),
    "tertiary": ("street", 11), "tertiary_link": ("street", 12), "unclassified": ("street", 12),
    "residential": ("street", 12), "living_street": ("street", 13), "road": ("street", 12), "service": ("street", 13),
    "pedestrian": ("street", 13), "track": ("path", 13), "footway": ("path", 14), "path": ("path", 14),
    "cycleway": ("path", 13), "bridleway": ("path", 14), "steps": ("path", 14),
}  # fmt: skip
_PLACES = {
    "city": 6, "town": 9, "village": 11, "suburb": 12, "quarter": 13, "neighbourhood": 13, "hamlet": 13,
    "locality": 14, "island": 11,
}  # fmt: skip
_PARKS = {
    "leisure": {
        "park",
        "garden",
        "pitch",
        "golf_course",
        "nature_reserve",
        "playground",
        "common",
        "recreation_ground",
    },
    "landuse": {"forest", "grass", "meadow", "village_green", "recreation_ground", "cemetery", "orchard", "vineyard"},
    "natural": {"wood", "grassland", "heath", "scrub"},
}
_AREAS = {
    "landuse": {"residential", "industrial", "commercial", "retail", "railway", "military", "quarry", "construction"},
    "amenity": {"school", "university", "hospital", "parking", "college", "prison"},
    "aeroway": {"aerodrome", "apron"},
}
_RAILS = frozenset({"rail", "light_rail", "tram", "subway", "narrow_gauge"})


@dataclass(frozen=True, slots=True)
class Look:
    """One thing drawn. kind: the style's class; rank: of roads and places; zoom: from there on; order: ground up."""

    kind: str
    rank: str
    zoom: int
    order: int
    name: str = ""
    name_zh: str = ""


def look_of(tags: Mapping[str, str], geometry: Geometry) -> Look | None:
    """How the thing with `tags` is drawn; None: not at all."""
    names = tags.get("name", ""), tags.get("name:zh") or tags.get("name:zh-Hans") or ""
    if geometry == "point":
        zoom = _PLACES.get(tags.get("place", ""))
        return Look("place", tags["place"], zoom, 9, *names) if zoom is not None and names[0] else None
    found = _line(tags) if geometry == "line" else _area(tags)
    if found is None:
        return None
    kind, rank, zoom, order = found
    return Look(kind, rank, zoom, order, *(("", "") if kind == "area" else names))


def _line(tags: Mapping[str, str]) -> tuple[str, str, int, int] | None:
    if road := _ROADS.get(tags.get("highway", "")):
        return "road", road[0], road[1], 6 if road[0] == "main" else 5
    if tags.get("railway") in _RAILS and tags.get("service") is None:
        return "rail", "", 11, 7
    if tags.get("waterway") in {"river", "canal"}:
        return "stream", "river", 9, 3
    if tags.get("waterway") in {"stream", "ditch", "drain"}:
        return "stream", "stream", 13, 3
    return None


def _area(tags: Mapping[str, str]) -> tuple[str, str, int, int] | None:
    if tags.get("building", "no") != "no":
        return "building", "", 14, 4
    is_water = tags.get("natural") == "water" or tags.get("landuse") in {"reservoir", "basin"}
    if is_water or tags.get("waterway") == "riverbank":
        return "water", "", 8, 2
    if any(tags.get(key) in values for key, values in _PARKS.items()):
        return "park", "", 9, 1
    if any(tags.get(key) in values for key, values in _AREAS.items()):
        return "area", "", 11, 0
    return None
