"""Zones and tripwires that were drawn on the map, as the camera sees them. Pure."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from analytics.ground import GroundPlane
from analytics.lens import FloatArray
from analytics.zone import Tripwire, Zone
from kernel.errors import invalid
from kernel.geo import LatLon
from kernel.geometry import Point, Polygon, polygon_area

_PARTS = 12  # of each side of a shape, where the lens bends it
_FARTHEST = 50.0  # the depth below which nothing is believed is a fiftieth of that at the calibration's middle
Homogeneous = tuple[float, float, float]


def zone_in_picture(zone: Zone, ground: GroundPlane | None) -> Zone:
    """The zone with the polygon that its places make; as it is where it was drawn on the picture.

    Raises an invalid fault where the camera is not calibrated or does not see it.
    """
    if not zone.places:
        return zone
    polygon = _seen(_calibrated(ground, f"zone {zone.id}"), zone.places, is_closed=True)
    if len(polygon) < 3 or polygon_area(polygon) < 1e-6:
        raise invalid(f"zone {zone.id}: the camera does not see this part of the map; draw it where its view lies")
    return replace(zone, polygon=tuple(polygon))


def tripwire_in_picture(wire: Tripwire, ground: GroundPlane | None) -> Tripwire:
    """The tripwire with the ends that its places make, cut to the picture; raises as `zone_in_picture` does."""
    if not wire.places:
        return wire
    if len(wire.places) != 2:
        raise invalid(f"tripwire {wire.id}: has {len(wire.places)} places on the map; give its two ends")
    ends = _seen(_calibrated(ground, f"tripwire {wire.id}"), wire.places, is_closed=False)
    if len(ends) < 2:
        raise invalid(f"tripwire {wire.id}: the camera does not see this part of the map; draw it where its view lies")
    return replace(wire, start=ends[0], end=ends[-1])


def area_m2(polygon: Polygon, ground: GroundPlane) -> float | None:
    """The area on the ground of a polygon of the picture; None where a part lies beyond what is believed."""
    metres = [ground.metres_of(corner) for corner in polygon]
    corners = [Point(*place) for place in metres if place is not None]
    return polygon_area(corners) if len(corners) == len(metres) else None


def _calibrated(ground: GroundPlane | None, what: str) -> GroundPlane:
    if ground is None:
        raise invalid(f"{what}: is drawn on the map, but the camera is not calibrated; calibrate it first")
    return ground


def _seen(ground: GroundPlane, places: Sequence[LatLon], *, is_closed: bool) -> list[Point]:
    """What of the shape lies before the camera and in the picture, normalised. With a bent lens sides become curves."""
    metres = np.array([ground.plane.metres(place) for place in places])
    if ground.lens.k1 != 0:
        metres = _divided(metres, is_closed=is_closed)
    # Each side of the picture is a line only after the lens: first what is behind goes, then what is outside.
    straight: list[Homogeneous] = [(float(x), float(y), float(w)) for x, y, w in ground.points_of(metres)]
    before = _cut_by(straight, (0.0, 0.0, 1.0), 1 / _FARTHEST, is_closed=is_closed)
    if not before:
        return []
    bent = ground.lens.bent(np.array([(x / w, y / w) for x, y, w in before]))
    points: list[Homogeneous] = [(float(x) / ground.aspect, float(y), 1.0) for x, y in bent]
    for a, b, c in ((1, 0, 0), (-1, 0, 1), (0, 1, 0), (0, -1, 1)):
        points = _cut_by(points, (float(a), float(b), float(c)), 0.0, is_closed=is_closed)
    return [Point(min(1.0, max(0.0, x)), min(1.0, max(0.0, y))) for x, y, _ in points]


def _divided(metres: FloatArray, *, is_closed: bool) -> FloatArray:
    ends = np.roll(metres, -1, axis=0)
    shares = np.arange(_PARTS)[:, None] / _PARTS
    sides = [start + (end - start) * shares for start, end in zip(metres, ends, strict=True)]
    return np.concatenate(sides if is_closed else [*sides[:-1], metres[-1:]])


def _cut_by(points: list[Homogeneous], line: Homogeneous, least: float, *, is_closed: bool) -> list[Homogeneous]:
    kept: list[Homogeneous] = []
    follows = points[1:] + points[:1]
    for i, (here, after) in enumerate(zip(points, follows, strict=True)):
        a = sum(u * v for u, v in zip(line, here, strict=True)) - least
        b = sum(u * v for u, v in zip(line, after, strict=True)) - least
        if a >= 0:
            kept.append(here)
        if (a >= 0) != (b >= 0) and (is_closed or i < len(points) - 1):
            t = a / (a - b)
            x, y, w = (u + (v - u) * t for u, v in zip(here, after, strict=True))
            kept.append((x, y, w))
    return kept
