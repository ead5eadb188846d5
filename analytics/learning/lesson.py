"""What was dismissed at one place, at one time of day and for one reason; what spoke against it since. Pure."""

from dataclasses import dataclass
from datetime import datetime

from analytics.verdict import DismissReason
from kernel.geometry import Point
from kernel.ids import CameraId, EventId, RuleId


@dataclass(frozen=True, slots=True)
class Trace:
    """What of an event is kept: where it was, how large, of which class, when in the week. Nothing of who it was.

    places: foot points, normalised, oldest first, at least one. reach: the height of a person there, share of the
    picture's height. size: how tall it was, in persons where calibrated, else in picture heights; 0: not known.
    day: 0 is Monday; minute: of the day; both by the camera's wall clock.
    """

    places: tuple[Point, ...]
    reach: float
    size: float
    object_class: str
    day: int
    minute: int


@dataclass(frozen=True, slots=True)
class Example:
    """An event that a person judged, at a time."""

    event: EventId
    at: datetime
    trace: Trace


@dataclass(frozen=True, slots=True)
class Lesson:
    """Dismissals of one rule of one camera, alike and of one reason; `against`: confirmed events like them."""

    id: str
    camera: CameraId
    rule: RuleId
    reason: DismissReason
    examples: tuple[Example, ...]
    against: tuple[Example, ...]
    is_on: bool
    made_at: datetime
    changed_at: datetime
    changed_by: str
