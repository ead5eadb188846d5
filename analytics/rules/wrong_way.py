"""Wrong way: an object goes against the way that is allowed in a zone."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from analytics.rule import Hit, Lookout, Memory
from analytics.track import Track
from kernel.geo import LatLon, LocalPlane
from kernel.geometry import Point

_OF_HEIGHT = 0.5  # without calibration: so much of the object's height is far enough
_LEAST_COS = 0.5  # within 60 degrees of the opposite way; across is not against


@dataclass(frozen=True, slots=True)
class Going:
    """How the track goes. farthest, nearest: the points farthest and least far along the allowed way, the last one
    since it turned; against: whether it went far enough against it.
    """

    farthest: Point | LatLon
    nearest: Point | LatLon
    against: bool = False


def look(lookout: Lookout, memory: Memory, tracks: Sequence[Track], at: datetime) -> tuple[Memory, list[Hit]]:
    """Hits for each track that goes against the allowed way, until it turns round. Memory: id -> `Going`."""
    after: dict[int, object] = {}
    hits = []
    for track in tracks:
        before = memory.get(track.id)
        going = before if isinstance(before, Going) else None
        if not lookout.holds(track):
            continue  # what it did before it comes in again does not count
        spot = track.foot if lookout.course_deg is None else track.position
        if spot is not None and not track.is_coasting:
            going = _step(lookout, going, spot, track) if going else Going(spot, spot)
        if going is None:
            continue
        after[track.id] = going
        if going.against and not track.is_coasting and lookout.rule.concerns(track):
            hits.append(Hit(lookout.rule, track, at))
    return after, hits


def _step(lookout: Lookout, going: Going, spot: Point | LatLon, track: Track) -> Going:
    enough = _OF_HEIGHT * track.box.height if lookout.course_deg is None else lookout.rule.min_travel_m
    back, across = _way(lookout, going.farthest, spot)
    if back >= 0 and not going.against:
        return Going(spot, spot)
    if not going.against:
        is_straight = -back >= _LEAST_COS * math.hypot(back, across)
        return Going(going.farthest, spot, against=-back >= enough and is_straight)
    onward, _ = _way(lookout, going.nearest, spot)
    if onward >= enough:  # it has turned round
        return Going(spot, spot)
    return Going(going.farthest, spot if onward < 0 else going.nearest, against=True)


def _way(lookout: Lookout, start: Point | LatLon, end: Point | LatLon) -> tuple[float, float]:
    """How far from `start` to `end` along the allowed way and across it: metres, or heights of the picture."""
    if isinstance(start, LatLon) and isinstance(end, LatLon):
        east, north = LocalPlane(start).metres(end)
        course = math.radians(lookout.course_deg or 0.0)
        along = (math.sin(course), math.cos(course))
        return east * along[0] + north * along[1], east * along[1] - north * along[0]
    arrow = lookout.rule.arrow
    if arrow is None or isinstance(start, LatLon) or isinstance(end, LatLon):
        return 0.0, 0.0
    x, y = (arrow.end.x - arrow.start.x) * lookout.aspect, arrow.end.y - arrow.start.y
    length = math.hypot(x, y)
    if length == 0:
        return 0.0, 0.0
    dx, dy = (end.x - start.x) * lookout.aspect, end.y - start.y
    return (dx * x + dy * y) / length, (dx * y - dy * x) / length
