"""From an event to what a lesson keeps of it. Pure."""

from datetime import tzinfo

from analytics.detection import ObjectClass
from analytics.ground import GroundPlane
from analytics.learning.lesson import Trace
from kernel.event import Event
from kernel.geometry import Point
from kernel.schedule import week_minute

_PLACES = 12
_REACH = 0.2  # of the picture's height: a person where nothing tells how tall one is
_LEAST_REACH, _MOST_REACH = 0.03, 0.6


def trace_of(event: Event, zone: tzinfo, ground: GroundPlane | None) -> Trace | None:
    """The whole event; None where nothing tells its place."""
    places = _places(event)
    if not places:
        return None
    height = event.box.height if event.box else 0.0
    person = ground.person_height(places[-1]) if ground else None
    if person:
        reach, size = person, height / person
    else:
        reach, size = (height if event.object_class == ObjectClass.PERSON and height > 0 else _REACH), height
    return Trace(
        places,
        round(min(_MOST_REACH, max(_LEAST_REACH, reach)), 4),
        round(size, 4),
        event.object_class or ObjectClass.UNKNOWN.value,
        *week_minute(event.opened_at, zone),
    )


def _places(event: Event) -> tuple[Point, ...]:
    path = event.path or ((event.box.foot,) if event.box else ())
    last = len(path) - 1
    steps = min(_PLACES, len(path))
    picked = [path[round(last * step / max(1, steps - 1))] for step in range(steps)]
    return tuple(Point(round(place.x, 4), round(place.y, 4)) for place in picked)
