"""An event: an episode that a machine reports. Made by analytics, read by patrol and console."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kernel.geo import LatLon
from kernel.geometry import Box, Point
from kernel.ids import CameraId, EventId, IncidentId, RuleId


class Severity(StrEnum):
    """How much it matters, least first."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class EventPhase(StrEnum):
    """Where the episode is."""

    OPEN = "open"
    CLOSED = "closed"


class Verdict(StrEnum):
    """What a person said of the event."""

    NONE = "none"
    ACKNOWLEDGED = "acknowledged"
    DISMISSED = "dismissed"
    INCIDENT = "incident"


class HealthKind(StrEnum):
    """What can be wrong with a camera or with the house itself: the kinds of events that no rule makes."""

    CAMERA_OFFLINE = "camera_offline"
    FROZEN = "frozen"
    BLACK = "black"
    COVERED = "covered"
    DEFOCUSED = "defocused"
    TURNED_AWAY = "turned_away"
    VIEW_MOVED = "view_moved"
    BITRATE_COLLAPSED = "bitrate_collapsed"
    CLOCK_WRONG = "clock_wrong"
    NOT_RECORDED = "not_recorded"
    FEED_DROPPING = "feed_dropping"
    UNSTEADY = "unsteady"
    STORAGE_SHORT = "storage_short"
    HOST_LOST = "host_lost"


HEALTH_KINDS: frozenset[str] = frozenset(HealthKind)


@dataclass(frozen=True, slots=True)
class SeenBy:
    """Another camera that saw the same object during the event, as which of its tracks, and from when to when."""

    camera: CameraId
    track: str | None
    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True)
class Event:
    """One episode at one camera, or of the house itself.

    camera: None where no one camera is meant: the disk, a process, an outage of many cameras.
    kind: the rule's kind (`intrusion`, `line_crossing`, `loitering`, …) or the camera's own state.
    path: foot points of the object, normalised, oldest first, thinned to at most 64.
    box: the object in the snapshot, normalised. position: on the ground, or the camera's own place.
    track: the object, by the number that one run of the camera's analysis gave it; None: no one object.
    also_seen_by: the other cameras that the same object passed meanwhile, in the order of their first sight.
    suppressed_by: the lessons for which it calls nobody; recorded and counted all the same.
    confidence: in [0, 1]. clip_start, clip_end: what to play to understand it; the end grows until it closes.
    """

    id: EventId
    camera: CameraId | None
    rule: RuleId | None
    kind: str
    title: str
    severity: Severity
    phase: EventPhase
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    object_class: str | None
    direction: str | None
    confidence: float
    box: Box | None
    path: tuple[Point, ...]
    position: LatLon | None
    position_is_measured: bool
    clip_start: datetime
    clip_end: datetime
    has_snapshot: bool
    count: int
    verdict: Verdict
    verdict_reason: str | None
    verdict_by: str | None
    verdict_at: datetime | None
    incident_id: IncidentId | None = None
    track: str | None = None
    also_seen_by: tuple[SeenBy, ...] = ()
    suppressed_by: tuple[str, ...] = ()
