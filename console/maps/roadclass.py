"""What the tags of a road mean for who travels on it: where it may be used, which way, and how fast. Pure.

Speeds and the discount on the permitted speed are those of OSRM's car profile (car.lua); keys as in the OpenStreetMap
wiki under "Key:access", "Key:oneway", "Key:maxspeed" and "Key:barrier".
"""

from collections.abc import Mapping
from dataclasses import dataclass

Tags = Mapping[str, str]

CAR_KMH = {
    "motorway": 90, "motorway_link": 45, "trunk": 85, "trunk_link": 40, "primary": 65, "primary_link": 30,
    "secondary": 55, "secondary_link": 25, "tertiary": 40, "tertiary_link": 20, "unclassified": 25, "residential": 25,
    "road": 20, "living_street": 10, "service": 15, "track": 10,
}  # fmt: skip
FOOT_ONLY = frozenset({"pedestrian", "footway", "path", "cycleway", "bridleway", "steps"})
NOT_ON_FOOT = frozenset({"motorway", "motorway_link", "trunk", "trunk_link"})
BICYCLE_KMH = {"footway": 7, "pedestrian": 7, "path": 10, "bridleway": 8, "track": 12, "steps": 0}
FOOT_KMH, STEPS_KMH, USUAL_BICYCLE_KMH = 5.0, 2.5, 15.0
PERMITTED_SHARE = 0.8  # of the permitted speed is driven
SIGNAL_S = 2.0

_NO = frozenset({"no", "private", "agricultural", "forestry", "delivery"})
_YES = frozenset({"yes", "permissive", "designated", "destination", "official", "customers"})
_FORWARD, _BACKWARD = frozenset({"yes", "true", "1"}), frozenset({"-1", "reverse"})
_BLOCKS_CARS = frozenset(
    {
        "block", "bollard", "bump_gate", "chain", "cycle_barrier", "debris", "fence", "full-height_turnstile",
        "hedge", "horse_stile", "jersey_barrier", "kerb", "kissing_gate", "log", "motorcycle_barrier", "planter",
        "rope", "stile", "turnstile", "wall",
    }
)  # fmt: skip
_ZONES_KMH = {"urban": 50.0, "rural": 80.0, "motorway": 120.0, "trunk": 100.0, "living_street": 10.0, "zone30": 30.0}
_KMH_PER = {"": 1.0, "km/h": 1.0, "kmh": 1.0, "kph": 1.0, "mph": 1.609344, "knots": 1.852}


@dataclass(frozen=True, slots=True)
class Use:
    """km/h along and against the drawn direction by car, either way on foot and by bicycle; 0: not allowed."""

    car_kmh: float
    car_back_kmh: float
    foot_kmh: float
    bicycle_kmh: float

    @property
    def is_any(self) -> bool:
        return max(self.car_kmh, self.car_back_kmh, self.foot_kmh, self.bicycle_kmh) > 0


def use_of(tags: Tags) -> Use:
    """How the way with `tags` may be used; all zero for what is no road."""
    kind = tags.get("highway", "")
    if kind not in CAR_KMH and kind not in FOOT_ONLY:
        return Use(0, 0, 0, 0)
    ahead, back = _car_kmh(kind, tags)
    bicycle = BICYCLE_KMH.get(kind, 0 if kind in NOT_ON_FOOT else USUAL_BICYCLE_KMH)
    return Use(ahead, back, _foot_kmh(kind, tags), bicycle if _may(tags, ("bicycle", "vehicle", "access"), True) else 0)


def blocks_cars(tags: Tags) -> bool:
    """Whether the node with `tags` lets nobody drive past."""
    barrier = tags.get("barrier")
    if barrier is None:
        return False
    return not _may(tags, ("motorcar", "motor_vehicle", "vehicle", "access"), barrier not in _BLOCKS_CARS)


def maxspeed_kmh(text: str) -> float | None:
    """The permitted speed; None where the tag says nothing usable."""
    text = text.strip().lower()
    if text == "walk":
        return 7.0
    if text == "none":
        return 140.0
    if ":" in text:
        return _ZONES_KMH.get(text.rpartition(":")[2])
    digits = len(text) - len(text.lstrip("0123456789."))
    try:
        value = float(text[:digits]) * _KMH_PER[text[digits:].strip()]
    except (ValueError, KeyError):
        return None
    return value if 1 <= value <= 200 else None


def _car_kmh(kind: str, tags: Tags) -> tuple[float, float]:
    is_usual = kind in CAR_KMH
    if not _may(tags, ("motorcar", "motor_vehicle", "vehicle", "access"), is_usual):
        return 0, 0
    usual = float(CAR_KMH.get(kind, 10))
    both = maxspeed_kmh(tags.get("maxspeed", ""))
    ahead, back = (
        PERMITTED_SHARE * known if (known := maxspeed_kmh(tags.get(f"maxspeed:{way}", "")) or both) else usual
        for way in ("forward", "backward")
    )
    oneway = tags.get("oneway")
    if oneway is None and (kind == "motorway" or tags.get("junction") in {"roundabout", "circular"}):
        oneway = "yes"
    return (0 if oneway in _BACKWARD else ahead), (0 if oneway in _FORWARD else back)


def _foot_kmh(kind: str, tags: Tags) -> float:
    if not _may(tags, ("foot", "access"), kind not in NOT_ON_FOOT):
        return 0
    return STEPS_KMH if kind == "steps" else FOOT_KMH


def _may(tags: Tags, keys: tuple[str, ...], usual: bool) -> bool:
    """Access by the most special key that says something."""
    for key in keys:
        value = tags.get(key)
        if value in _NO:
            return False
        if value in _YES:
            # A way for walkers stays one when everybody may enter it: only a word about vehicles makes it a road.
            return True if usual or key != "access" else usual
    return usual
