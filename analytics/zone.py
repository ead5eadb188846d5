"""Where rules look: zones (areas) and tripwires (directed lines) in the picture."""

from dataclasses import dataclass

from kernel.geo import LatLon
from kernel.geometry import Box, Point, contains, side


@dataclass(frozen=True, slots=True)
class Zone:
    """An area of the picture; `polygon` has three or more normalised corners.

    places: its corners on the map where it was drawn there; `polygon` is then what the calibration makes of them.
    """

    id: str
    name: str
    polygon: tuple[Point, ...] = ()
    places: tuple[LatLon, ...] = ()

    def holds(self, point: Point) -> bool:
        """Whether `point` lies in the area. On the picture's very edge it counts as just inside the picture."""
        return contains(self.polygon, Point(_inward(point.x), _inward(point.y)))


@dataclass(frozen=True, slots=True)
class Tripwire:
    """A directed line; crossing from its left to its right, looking from start to end, is forward.

    places: its two ends on the map where it was drawn there; `start` and `end` are then made of them.
    """

    id: str
    name: str
    start: Point
    end: Point
    places: tuple[LatLon, ...] = ()

    @property
    def length(self) -> float:
        """In normalised units."""
        return float(((self.end.x - self.start.x) ** 2 + (self.end.y - self.start.y) ** 2) ** 0.5)

    def offset(self, point: Point) -> float:
        """Signed distance from the endless line, in normalised units: > 0 to the right, looking from start to end."""
        return side(self.start, self.end, point) / max(self.length, 1e-9)

    def is_beside(self, point: Point, margin: float) -> bool:
        """Whether `point`'s projection falls on the line itself, `margin` beyond its ends included."""
        length = max(self.length, 1e-9)
        along = (point.x - self.start.x) * (self.end.x - self.start.x)
        along += (point.y - self.start.y) * (self.end.y - self.start.y)
        return -margin <= along / length <= length + margin


def clamped(box: Box) -> Box:
    """`box`, cut to the picture."""
    return Box(_unit(box.left), _unit(box.top), _unit(box.right), _unit(box.bottom))


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def _inward(value: float) -> float:
    return min(1.0 - 1e-6, max(1e-6, value))
