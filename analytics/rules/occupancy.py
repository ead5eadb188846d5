"""Occupancy: at least so many objects are in a zone at once, or so many to a square metre."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from analytics.detection import ObjectClass
from analytics.rule import Hit, Lookout, Memory
from analytics.track import Track
from kernel.geometry import Box

_PARDON_S = 1.5  # fewer for less than this, when one hides another, does not start the clock anew
_ALL = 0  # the memory is about the zone, not about a track


@dataclass(frozen=True, slots=True)
class Crowd:
    """Since when there are enough, when there last were, and the most there have been."""

    since: datetime
    last_enough: datetime
    most: int


def look(lookout: Lookout, memory: Memory, tracks: Sequence[Track], at: datetime) -> tuple[Memory, list[Hit]]:
    """One hit for the zone while there have been enough for `dwell_s`. Memory: 0 -> `Crowd`."""
    inside = [track for track in tracks if lookout.holds(track) and lookout.rule.concerns(track)]
    before = memory.get(_ALL)
    crowd = before if isinstance(before, Crowd) else None
    if inside and _is_enough(lookout, len(inside)):
        most = max(len(inside), crowd.most) if crowd else len(inside)
        crowd = replace(crowd, last_enough=at, most=most) if crowd else Crowd(at, at, most)
    elif crowd is None or (at - crowd.last_enough).total_seconds() > _PARDON_S:
        return {}, []
    is_long = (at - crowd.since).total_seconds() >= lookout.rule.dwell_s
    if not is_long or not inside:
        return {_ALL: crowd}, []
    return {_ALL: crowd}, [Hit(lookout.rule, _all(inside), at, is_of_place=True, note=str(crowd.most))]


def _is_enough(lookout: Lookout, count: int) -> bool:
    rule = lookout.rule
    if rule.count is not None and count >= rule.count:
        return True
    return bool(rule.density_per_m2 and lookout.area_m2 and count / lookout.area_m2 >= rule.density_per_m2)


def _all(inside: Sequence[Track]) -> Track:
    """The crowd as one object: a box around all of it, at the place of the one that was there first."""
    first = min(inside, key=lambda track: (track.since, track.id))
    classes = {track.object_class for track in inside}
    box = Box(
        min(track.box.left for track in inside),
        min(track.box.top for track in inside),
        max(track.box.right for track in inside),
        max(track.box.bottom for track in inside),
    )
    return replace(first, box=box, object_class=classes.pop() if len(classes) == 1 else ObjectClass.UNKNOWN)
