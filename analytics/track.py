"""One object over frames, as the tracker reports it and rules read it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from analytics.detection import ObjectClass
from kernel.geo import LatLon
from kernel.geometry import Box, Point

THING_IDS = 1 << 30  # things that lie still are numbered from here on, tracked objects from 1


class Still(StrEnum):
    """What changed at a place that has been still since."""

    LEFT = "left"  # something lies there that was not there
    GONE = "gone"  # something that stood there is gone


@dataclass(frozen=True, slots=True)
class Track:
    """An object and its way so far. Values only; a new one each frame.

    id: never used again by this camera's analysis. box: normalised, where the object is now (predicted while
    `is_coasting`). foot: where it stands. path: foot points, oldest first, thinned. since: first seen; seen_at: last
    really seen. origin: the first foot point. confidence: in [0, 1]. class_confidence: in [0.5, 1] for a known class.
    still_s: for how long the object's pixels have not stirred. position: on the ground where calibrated; so are speed
    (over about a second), heading (clockwise from north; None while it stands), height and width: None where not
    calibrated, too far off, or not seen for half a second. still: None but for a thing that lies or lacks; then `since`
    is when it came or went.
    """

    id: int
    box: Box
    foot: Point
    object_class: ObjectClass
    confidence: float
    class_confidence: float
    since: datetime
    seen_at: datetime
    is_coasting: bool
    is_cut: bool
    still_s: float
    origin: Point
    path: tuple[Point, ...]
    position: LatLon | None = None
    speed_mps: float | None = None
    heading_deg: float | None = None
    height_m: float | None = None
    width_m: float | None = None
    still: Still | None = None


def thinned(path: list[Point], limit: int) -> list[Point]:
    """At most `limit` points: every second of the older half is dropped until it fits; the ends stay."""
    points = list(path)
    while len(points) > limit:
        half = len(points) // 2
        points = [points[0], *points[2:half:2], *points[half:]]
    return points
