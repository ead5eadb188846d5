"""Plane geometry in the picture. Coordinates are normalised: x and y in [0, 1], origin top left, y down."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Point:
    """A place in the picture, or on any plane."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Box:
    """An upright rectangle, `left <= right`, `top <= bottom`."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def area(self) -> float:
        return max(0.0, self.width) * max(0.0, self.height)

    @property
    def centre(self) -> Point:
        return Point((self.left + self.right) / 2, (self.top + self.bottom) / 2)

    @property
    def foot(self) -> Point:
        """The middle of the lower edge: where the object stands."""
        return Point((self.left + self.right) / 2, self.bottom)


Polygon = Sequence[Point]


def iou(a: Box, b: Box) -> float:
    """Intersection over union, in [0, 1]; 0 where either has no area."""
    width = min(a.right, b.right) - max(a.left, b.left)
    height = min(a.bottom, b.bottom) - max(a.top, b.top)
    if width <= 0 or height <= 0:
        return 0.0
    shared = width * height
    return shared / (a.area + b.area - shared)


def contains(polygon: Polygon, point: Point) -> bool:
    """Whether `point` lies inside, by the even-odd rule; fewer than three corners contain nothing."""
    inside = False
    previous = polygon[-1] if len(polygon) >= 3 else None
    if previous is None:
        return False
    for corner in polygon:
        if (corner.y > point.y) != (previous.y > point.y):
            crossing_x = (previous.x - corner.x) * (point.y - corner.y) / (previous.y - corner.y) + corner.x
            inside ^= point.x < crossing_x
        previous = corner
    return inside


def side(start: Point, end: Point, point: Point) -> float:
    """Which side of the line `start` → `end`: > 0 to its right as seen in the picture (y down), < 0 to its left."""
    return (end.x - start.x) * (point.y - start.y) - (end.y - start.y) * (point.x - start.x)


def segments_cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    """Whether the segments `a`–`b` and `c`–`d` properly cross (a shared end or a touch does not count)."""
    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0


def polygon_area(polygon: Polygon) -> float:
    """The unsigned area, by the shoelace formula."""
    total = 0.0
    for i, corner in enumerate(polygon):
        after = polygon[(i + 1) % len(polygon)]
        total += corner.x * after.y - after.x * corner.y
    return abs(total) / 2
