"""What to report: a rule as a person set it up, and what it says when it holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from analytics.detection import ObjectClass
from analytics.track import Track
from analytics.zone import Tripwire, Zone
from kernel.event import Severity
from kernel.geometry import Point
from kernel.ids import RuleId
from kernel.schedule import Stretch


class RuleKind(StrEnum):
    INTRUSION = "intrusion"
    LINE_CROSSING = "line_crossing"
    LOITERING = "loitering"
    OCCUPANCY = "occupancy"
    WRONG_WAY = "wrong_way"
    SPEEDING = "speeding"
    STOPPED_VEHICLE = "stopped_vehicle"
    UNATTENDED_OBJECT = "unattended_object"
    REMOVED_OBJECT = "removed_object"
    RUNNING = "running"


# About things that lie still, which the tracker never believes in: they come from a detector of their own.
OF_THINGS = frozenset({RuleKind.UNATTENDED_OBJECT, RuleKind.REMOVED_OBJECT})
# About what the background takes in while it stands: the rule remembers it when its track is over.
OF_STANDING = frozenset({RuleKind.STOPPED_VEHICLE})


class Direction(StrEnum):
    """Forward: from the left of the tripwire to its right, looking from its start to its end."""

    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class SizeLimits:
    """How large an object must be, in metres; None: no limit. Needs a calibrated camera."""

    min_height_m: float | None = None
    max_height_m: float | None = None
    min_width_m: float | None = None
    max_width_m: float | None = None

    @property
    def is_set(self) -> bool:
        return self != SizeLimits()

    def admits(self, track: Track) -> bool:
        """Whether the track has the size; one whose size is not known has."""
        return _within(track.height_m, self.min_height_m, self.max_height_m) and _within(
            track.width_m, self.min_width_m, self.max_width_m
        )


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way through the picture."""

    start: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a scene. Without classes it holds for any object; without a zone, for the whole picture.

    schedule: when it reports, by the wall clock; empty: always. What only some kinds use:
    dwell_s: loitering, occupancy, stopped vehicle, unattended and removed object. count, density_per_m2: occupancy, at
    least so many. arrow or heading_deg (on the map, clockwise from north), min_travel_m: wrong way, the way that is
    allowed and how far against it one must go. limit_kmh: speeding. limit_mps: running. away_m: unattended object, how
    far off whoever brought it is. never_quiet: dismissals teach nothing that would keep its events quiet.
    """

    id: RuleId
    kind: RuleKind
    name: str
    is_enabled: bool = True
    severity: Severity = Severity.MEDIUM
    zone_id: str | None = None
    tripwire_id: str | None = None
    direction: Direction = Direction.BOTH
    classes: tuple[ObjectClass, ...] = ()
    dwell_s: float = 0.0
    schedule: tuple[Stretch, ...] = ()
    size: SizeLimits = SizeLimits()
    count: int | None = None
    density_per_m2: float | None = None
    arrow: Arrow | None = None
    heading_deg: float | None = None
    min_travel_m: float = 2.0
    limit_kmh: float | None = None
    limit_mps: float = 3.0
    away_m: float = 3.0
    never_quiet: bool = False

    def concerns(self, track: Track) -> bool:
        """Whether the rule is about objects of this class and size."""
        return (not self.classes or track.object_class in self.classes) and self.size.admits(track)


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule holds for a track now. Rules about presence hit anew each frame; the episode makes one event of it.

    is_of_place: the rule holds for its zone, whoever is in it; `track` stands for all. note: a figure for the title.
    """

    rule: Rule
    track: Track
    at: datetime
    direction: Direction | None = None
    is_of_place: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Lookout:
    """Where a rule looks, resolved from its ids.

    aspect: of the picture, width by height. course_deg: the allowed way on the map; area_m2: of the zone; both where
    the camera is calibrated.
    """

    rule: Rule
    zone: Zone | None = None
    tripwire: Tripwire | None = None
    aspect: float = 16 / 9
    course_deg: float | None = None
    area_m2: float | None = None

    def holds(self, track: Track) -> bool:
        """Whether the track's foot point is in the zone; without a zone, always."""
        return self.zone is None or self.zone.holds(track.foot)


# A rule's memory of one track; each kind of rule knows its own type.
Memory = Mapping[int, object]
# One look at all tracks of a frame: memory in, memory and hits out. Pure.
Look = Callable[[Lookout, Memory, Sequence[Track], datetime], tuple[Memory, list[Hit]]]


def _within(value: float | None, least: float | None, most: float | None) -> bool:
    return value is None or ((least is None or value >= least) and (most is None or value <= most))
