"""The town's map as GeoJSON, in the shape that the page draws: class, rank, name, name_zh."""

import json
from pathlib import Path

from console.demo.lines import Points
from console.demo.town import Town, place_of
from kernel.journal import Json, JsonObject


def basemap(town: Town) -> JsonObject:
    """A FeatureCollection; drawing order from the ground up."""
    areas = sorted(town.areas, key=lambda a: ("park", "water", "area").index(a.kind))
    features = [_feature("Polygon", [_ring(a.outline)], a.kind, a.name, a.name_zh) for a in areas]
    for street in sorted(town.streets, key=lambda s: ("path", "street", "main").index(s.rank)):
        extra: dict[str, Json] = {"rank": street.rank, "one_way": street.one_way, "bridge": _is_bridge(street.name)}
        features.append(_feature("LineString", _positions(street.points), "road", street.name, street.name_zh, extra))
    features.extend(_feature("LineString", _positions(r), "rail", "", "") for r in town.railways)
    for house in town.houses:
        height: dict[str, Json] = {"height": round(house.height, 1)}
        features.append(_feature("Polygon", [_ring(house.outline)], "building", house.name, house.name_zh, height))
    features.extend(_feature("Point", _position(p.x, p.y), "place", p.name, p.name_zh) for p in town.places)
    return {"type": "FeatureCollection", "features": features}


def write_basemap(town: Town, path: Path) -> None:
    """Write the map, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".part")
    draft.write_text(json.dumps(basemap(town), ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
    draft.replace(path)


def _is_bridge(name: str) -> bool:
    return name in ("Old Bridge", "New Bridge")


def _feature(
    shape: str, coordinates: Json, kind: str, name: str, name_zh: str, extra: dict[str, Json] | None = None
) -> Json:
    properties: dict[str, Json] = {"class": kind, "name": name, "name_zh": name_zh, **(extra or {})}
    return {"type": "Feature", "geometry": {"type": shape, "coordinates": coordinates}, "properties": properties}


def _position(x: float, y: float) -> list[Json]:
    place = place_of(x, y)
    return [round(place.lon, 7), round(place.lat, 7)]


def _positions(points: Points) -> list[Json]:
    return [_position(float(x), float(y)) for x, y in points]


def _ring(outline: Points) -> list[Json]:
    ring = _positions(outline)
    return [*ring, ring[0]]
