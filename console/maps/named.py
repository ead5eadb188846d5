"""What of the map can be searched for: settlements, streets, addresses and places with a name. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

SETTLEMENTS = {
    "city": 60_000,
    "town": 20_000,
    "suburb": 4_000,
    "village": 6_000,
    "hamlet": 2_000,
    "neighbourhood": 1_500,
}
_OTHER_PLACES = frozenset({"quarter", "locality", "island", "islet", "isolated_dwelling", "farm", "square"})
_POI_KEYS = (
    "amenity", "shop", "tourism", "leisure", "office", "historic", "public_transport", "railway", "aeroway",
    "man_made", "healthcare", "emergency", "natural", "craft", "military", "building",
)  # fmt: skip


class NamedKind(StrEnum):
    """What was found; also the order in which equals are shown."""

    SETTLEMENT = "settlement"
    STREET = "street"
    ADDRESS = "address"
    POI = "poi"


@dataclass(frozen=True, slots=True)
class Named:
    """Something to be found by its words. detail: where it lies, if the map says so. reach_m: of a settlement."""

    kind: NamedKind
    name: str
    also: str
    detail: str
    lat: float
    lon: float
    reach_m: float = 0.0


def named_of(tags: Mapping[str, str], lat: float, lon: float) -> list[Named]:
    """What the thing with `tags` can be found by: nothing, a name, an address, or both."""
    found = []
    name = tags.get("name", "")
    also = " ".join(
        v for k, v in tags.items() if k in {"alt_name", "old_name", "ref", "operator"} or k.startswith("name:")
    )
    city = tags.get("addr:city") or tags.get("addr:place") or ""
    address = _address(tags)
    kind = _kind(tags)
    if name and kind:
        reach_m = SETTLEMENTS.get(tags.get("place", ""), 0)
        detail = ", ".join(part for part in (address, city) if part)
        found.append(Named(kind, name, also, detail, lat, lon, reach_m))
    if address:
        found.append(Named(NamedKind.ADDRESS, address, tags.get("addr:postcode", ""), city, lat, lon))
    return found


def _address(tags: Mapping[str, str]) -> str:
    number = tags.get("addr:housenumber")
    street = tags.get("addr:street") or tags.get("addr:place")
    return f"{street} {number}" if number and street else ""


def _kind(tags: Mapping[str, str]) -> NamedKind | None:
    place = tags.get("place", "")
    if place in SETTLEMENTS or place in _OTHER_PLACES:
        return NamedKind.SETTLEMENT
    if "highway" in tags:
        return NamedKind.POI if tags["highway"] in {"bus_stop", "rest_area", "services"} else NamedKind.STREET
    return NamedKind.POI if any(key in tags for key in _POI_KEYS) else None
