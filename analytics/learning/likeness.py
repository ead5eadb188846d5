"""How alike two events are, for a reason: in place, time of day, size and class. Pure."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise

from analytics.detection import ObjectClass
from analytics.ground import DEFAULT_ASPECT
from analytics.learning.lesson import Trace
from analytics.verdict import DismissReason
from kernel.geometry import Point
from kernel.schedule import DAY_MINUTES

_FAR = 3.0  # deviations beyond which nothing is alike
_OTHER_WORKDAY = 0.8
_DAYS_OF_WORK = range(5)


@dataclass(frozen=True, slots=True)
class Width:
    """How far a reason reaches, in standard deviations.

    place: heights of a person. minutes: of the day. size: natural logarithm of the ratio. half_life_days: after which
    a dismissal weighs half. has_week: another day of the week is another thing; workdays resemble each other.
    """

    place: float
    minutes: float
    size: float
    half_life_days: float = 28.0
    has_week: bool = False


WIDTHS: Mapping[DismissReason, Width] = {
    # The sun comes round to the same place at the same hour, and wanders over the weeks.
    DismissReason.SHADOW: Width(place=0.7, minutes=40, size=0.7, half_life_days=21),
    DismissReason.RAIN: Width(place=2.5, minutes=60, size=1.0, half_life_days=7),
    DismissReason.HEADLIGHT: Width(place=2.5, minutes=60, size=1.0),
    DismissReason.ANIMAL: Width(place=1.5, minutes=150, size=0.35),
    DismissReason.KNOWN_ACTIVITY: Width(place=2.0, minutes=40, size=0.5, has_week=True),
    DismissReason.OTHER: Width(place=0.7, minutes=40, size=0.35),
}


def likeness(width: Width, known: Trace, seen: Trace) -> float:
    """How alike, in [0, 1]; 1: the same. `seen` counts by the one of its places that comes nearest to `known`'s way."""
    apart = min(_apart(known.places, place) for place in seen.places) / (width.place * known.reach)
    later = minutes_between(known.minute, seen.minute)
    if apart > _FAR or abs(later) > _FAR * width.minutes or not _may_be(known, seen):
        return 0.0
    scale = math.log(seen.size / known.size) / width.size if seen.size > 0 and known.size > 0 else 0.0
    alike = math.exp(-0.5 * (apart**2 + (later / width.minutes) ** 2 + scale**2))
    return alike * _same_day(known, seen, later) if width.has_week else alike


def minutes_between(known: int, seen: int) -> int:
    """From `known` to `seen` the shorter way round the clock, -720 to 719."""
    return (seen - known + DAY_MINUTES // 2) % DAY_MINUTES - DAY_MINUTES // 2


def _may_be(known: Trace, seen: Trace) -> bool:
    """What is not recognised yet may be anything; what is recognised must be what was dismissed."""
    return seen.object_class in (known.object_class, ObjectClass.UNKNOWN)


def _same_day(known: Trace, seen: Trace, later: int) -> float:
    # The day on which `seen` would have been at the known minute: ten past midnight on Tuesday is Monday's night.
    day = (seen.day + (seen.minute - later) // DAY_MINUTES) % 7
    if day == known.day:
        return 1.0
    return _OTHER_WORKDAY if (day in _DAYS_OF_WORK) == (known.day in _DAYS_OF_WORK) else 0.0


def _apart(way: tuple[Point, ...], place: Point) -> float:
    """From the place to the nearest point of the way, in picture heights."""
    ends = list(pairwise(way)) or [(way[0], way[0])]
    return min(_to_stretch(start, end, place) for start, end in ends)


def _to_stretch(start: Point, end: Point, place: Point) -> float:
    along = ((end.x - start.x) * DEFAULT_ASPECT, end.y - start.y)
    to = ((place.x - start.x) * DEFAULT_ASPECT, place.y - start.y)
    length = along[0] ** 2 + along[1] ** 2
    share = min(1.0, max(0.0, (along[0] * to[0] + along[1] * to[1]) / length)) if length > 0 else 0.0
    return math.hypot(to[0] - share * along[0], to[1] - share * along[1])
