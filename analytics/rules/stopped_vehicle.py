"""Stopped vehicle: a vehicle that came into a zone stands still there."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from analytics.detection import ObjectClass
from analytics.rule import Hit, Lookout, Memory
from analytics.track import Track
from kernel.geometry import Box, Point

_ROLLED = 0.25  # of the box's smaller side: farther than this it does not stand
_MOVED = 0.6  # of the same: it came from at least so far
_CERTAIN_S = 1.0  # it stood for this long before it was lost from sight: it is still there
_KEPT_S = 12 * 3600.0


@dataclass(frozen=True, slots=True)
class Stop:
    """Where the vehicle stands and since when, as it was last seen there."""

    spot: Point
    since: datetime
    seen: Track
    seen_at: datetime


def look(lookout: Lookout, memory: Memory, tracks: Sequence[Track], at: datetime) -> tuple[Memory, list[Hit]]:
    """Hits for each vehicle that has stood in the zone for `dwell_s`. Memory: track id -> `Stop`.

    The background takes in what stands for long, and its track ends: the vehicle is held to be there until something
    begins to move at its place. Without classes the rule is about vehicles.
    """
    in_view = {track.id for track in tracks}
    after: dict[int, object] = {
        id_: stood
        for id_, stood in memory.items()
        if isinstance(stood, Stop) and id_ not in in_view and _is_there(lookout, stood, tracks, at)
    }
    hits = []
    for track in tracks:
        before = memory.get(track.id)
        now = _step(lookout, before if isinstance(before, Stop) else None, track, at)
        if now is not None:
            after[track.id] = now
    for stop in after.values():
        assert isinstance(stop, Stop)
        is_long = (at - stop.since).total_seconds() >= lookout.rule.dwell_s
        if is_long and _is_meant(lookout, stop):
            hits.append(Hit(lookout.rule, replace(stop.seen, seen_at=at), at))
    return after, hits


def _is_meant(lookout: Lookout, stop: Stop) -> bool:
    """Whether it is a vehicle, or what the rule asks for, and came from elsewhere."""
    is_of_class = bool(lookout.rule.classes) or stop.seen.object_class is ObjectClass.VEHICLE
    return is_of_class and lookout.rule.concerns(stop.seen) and _has_come(stop)


def _step(lookout: Lookout, stop: Stop | None, track: Track, at: datetime) -> Stop | None:
    if track.is_coasting:
        return stop
    if not lookout.holds(track):
        return None
    side = min(track.box.width, track.box.height)
    if stop is None or math.dist((stop.spot.x, stop.spot.y), (track.foot.x, track.foot.y)) > _ROLLED * side:
        return Stop(track.foot, at, track, at)
    return replace(stop, seen=track, seen_at=at)


def _has_come(stop: Stop) -> bool:
    side = min(stop.seen.box.width, stop.seen.box.height)
    way = (stop.seen.origin, *stop.seen.path)
    return any(math.dist((p.x, p.y), (stop.spot.x, stop.spot.y)) > _MOVED * side for p in way)


def _is_there(lookout: Lookout, stop: Stop, tracks: Sequence[Track], at: datetime) -> bool:
    if not _is_meant(lookout, stop) or (at - stop.since).total_seconds() > _KEPT_S:
        return False
    if (stop.seen_at - stop.since).total_seconds() < _CERTAIN_S:
        return False
    box = stop.seen.box
    begun = [track for track in tracks if track.since >= stop.seen_at and _is_at(box, track.origin)]
    return not any(track.box.area >= 0.5 * box.area for track in begun)


def _is_at(box: Box, foot: Point) -> bool:
    """Whether what began at `foot` may be what stood in `box`: in it, or a little around it."""
    margin_x, margin_y = 0.2 * box.width, 0.2 * box.height
    is_beside = box.left - margin_x <= foot.x <= box.right + margin_x
    return is_beside and box.top - margin_y <= foot.y <= box.bottom + margin_y
