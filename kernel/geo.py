"""Places on the earth (WGS 84) and the small plane around one of them."""

import math
from dataclasses import dataclass

EARTH_RADIUS_M = 6_371_008.8  # mean radius, IUGG


@dataclass(frozen=True, slots=True)
class LatLon:
    """Degrees, WGS 84; latitude in [-90, 90], longitude in [-180, 180]."""

    lat: float
    lon: float

    def __post_init__(self) -> None:
        if not (-90 <= self.lat <= 90 and -180 <= self.lon <= 180):
            raise ValueError(f"not a place on the earth: {self.lat}, {self.lon}")


def distance_m(a: LatLon, b: LatLon) -> float:
    """Great-circle metres, by the haversine formula."""
    lat_a, lat_b = math.radians(a.lat), math.radians(b.lat)
    half = (
        math.sin((lat_b - lat_a) / 2) ** 2
        + math.cos(lat_a) * math.cos(lat_b) * math.sin(math.radians(b.lon - a.lon) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, math.sqrt(half)))


def bearing_deg(a: LatLon, b: LatLon) -> float:
    """The initial course from `a` to `b`, clockwise from north, in [0, 360)."""
    lat_a, lat_b, turn = math.radians(a.lat), math.radians(b.lat), math.radians(b.lon - a.lon)
    east = math.sin(turn) * math.cos(lat_b)
    north = math.cos(lat_a) * math.sin(lat_b) - math.sin(lat_a) * math.cos(lat_b) * math.cos(turn)
    return math.degrees(math.atan2(east, north)) % 360


def destination(start: LatLon, bearing: float, distance: float) -> LatLon:
    """The place `distance` metres from `start` on the course `bearing` degrees."""
    plane = LocalPlane(start)
    angle = math.radians(bearing)
    return plane.place(distance * math.sin(angle), distance * math.cos(angle))


@dataclass(frozen=True, slots=True)
class LocalPlane:
    """Metres east and north of `origin`; an equirectangular plane, good to 0.1 % within some 20 km."""

    origin: LatLon

    def metres(self, place: LatLon) -> tuple[float, float]:
        """(east, north) of `place` in metres."""
        east = math.radians(place.lon - self.origin.lon) * EARTH_RADIUS_M * self._shrink
        return east, math.radians(place.lat - self.origin.lat) * EARTH_RADIUS_M

    def place(self, east: float, north: float) -> LatLon:
        """The place `east` and `north` metres from the origin."""
        lat = self.origin.lat + math.degrees(north / EARTH_RADIUS_M)
        return LatLon(lat, self.origin.lon + math.degrees(east / (EARTH_RADIUS_M * self._shrink)))

    @property
    def _shrink(self) -> float:
        return math.cos(math.radians(self.origin.lat))
