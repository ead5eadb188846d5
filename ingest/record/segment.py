"""A recorded file and a gap as values, and the names under which files lie."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from ingest.packet import StreamName
from kernel.ids import CameraId, SegmentId

_PATH = re.compile(
    r"(?P<camera>[A-Za-z0-9][A-Za-z0-9_-]*)/(?P<day>\d{4}-\d{2}-\d{2})/(?P<time>\d{6}\.\d{3})_(?P<id>seg_[0-9a-z]+)\.mp4"
)


class SegmentState(StrEnum):
    """Where a segment is in its life."""

    OPEN = "open"  # being written
    CLOSED = "closed"
    EXPIRED = "expired"  # the file is gone by rule; the row accounts for the time
    LOST = "lost"  # the file went missing; a gap accounts for the time, the row keeps its place in the chain


class Tier(StrEnum):
    """Where a segment's file lies."""

    FIRST = "first"  # the footage folder
    SECOND = "second"  # where old and held footage moves to


class ExpiryRule(StrEnum):
    """By which rule footage was let go."""

    DAYS = "days"  # older than its camera's or the house's days
    CAMERA_BYTES = "camera_bytes"
    HOUSE_BYTES = "house_bytes"
    DISK_FULL = "disk_full"


# Reasons of gaps that somebody decided on: no fault, and nothing to alarm anyone with.
BY_SCHEDULE = "by schedule"
NO_EVENT = "no event"
RECORDING_OFF = "recording is switched off"
SWITCHED_OFF = "the camera is switched off"
REMOVED = "the camera was removed"
DECIDED = frozenset({BY_SCHEDULE, NO_EVENT, RECORDING_OFF, SWITCHED_OFF, REMOVED})


@dataclass(frozen=True, slots=True)
class ChainLink:
    """A segment's place in its camera's hash chain: `ingest.record.chain` makes and checks them.

    number: from 1, in the order in which the camera's segments were closed. before, value: hex, 64 digits.
    """

    number: int
    before: str
    value: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One recorded file.

    path: below its tier's folder. started_at: presentation of its first frame, which is at media time 0; ended_at: of
    the end of its last frame on disk. sha256: of the whole file, hex, once closed; None after a crash. expired_by: None
    also for footage that expired before rules were kept.
    """

    id: SegmentId
    camera: CameraId
    stream: StreamName
    path: str
    codec: str
    width: int
    height: int
    started_at: datetime
    ended_at: datetime
    size_bytes: int
    sha256: str | None
    state: SegmentState
    tier: Tier = Tier.FIRST
    expired_by: ExpiryRule | None = None
    link: ChainLink | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Camera time without footage; no end while it lasts. The reason is for people."""

    id: str
    camera: CameraId
    started_at: datetime
    ended_at: datetime | None
    reason: str


def segment_path(camera: CameraId, started_at: datetime, segment_id: SegmentId) -> str:
    """`<camera>/<YYYY-MM-DD>/<HHMMSS.mmm>_<id>.mp4`, UTC."""
    return f"{camera}/{started_at:%Y-%m-%d}/{started_at:%H%M%S}.{started_at.microsecond // 1000:03d}_{segment_id}.mp4"


def parse_segment_path(path: str) -> tuple[CameraId, datetime, SegmentId] | None:
    """What the name of a file below the footage folder says; None when it is none of ours."""
    match = _PATH.fullmatch(path)
    if match is None:
        return None
    try:
        started_at = datetime.strptime(f"{match['day']} {match['time']}", "%Y-%m-%d %H%M%S.%f").replace(tzinfo=UTC)
    except ValueError:
        return None
    return CameraId(match["camera"]), started_at, SegmentId(match["id"])
