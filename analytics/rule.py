"""What to report: a rule as a person set it up, and what it says when it holds."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from analytics.detection import ObjectClass
from analytics.track import Track
from analytics.zone import Tripwire, Zone
from kernel.event import Severity
from kernel.ids import RuleId


class RuleKind(StrEnum):
    INTRUSION = "intrusion"
    LINE_CROSSING = "line_crossing"
    LOITERING = "loitering"


class Direction(StrEnum):
    """Forward: from the left of the tripwire to its right, looking from its start to its end."""

    FORWARD = "forward"
    BACKWARD = "backward"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of a scene. Without classes it holds for any object; without a zone, for the whole picture."""

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

    def concerns(self, track: Track) -> bool:
        """Whether the rule is about objects of this class."""
        return not self.classes or track.object_class in self.classes


@dataclass(frozen=True, slots=True)
class Hit:
    """A rule holds for a track now. Rules about presence hit anew each frame; the episode makes one event of it."""

    rule: Rule
    track: Track
    at: datetime
    direction: Direction | None = None


@dataclass(frozen=True, slots=True)
class Lookout:
    """Where a rule looks, resolved from its ids."""

    rule: Rule
    zone: Zone | None = None
    tripwire: Tripwire | None = None

    def holds(self, track: Track) -> bool:
        """Whether the track's foot point is in the zone; without a zone, always."""
        return self.zone is None or self.zone.holds(track.foot)


# A rule's memory of one track; each kind of rule knows its own type.
Memory = Mapping[int, object]
# One look at all tracks of a frame: memory in, memory and hits out. Pure.
Look = Callable[[Lookout, Memory, Sequence[Track], datetime], tuple[Memory, list[Hit]]]
