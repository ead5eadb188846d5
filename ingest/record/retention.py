"""What footage to let go: by days per camera, then oldest first until enough of the disk is free. Pure."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from ingest.record.segment import Segment, SegmentState
from kernel.ids import CameraId


def plan_deletions(
    segments: Sequence[Segment],
    now: datetime,
    retention_days: Mapping[CameraId, int],
    bytes_to_free: int,
) -> list[Segment]:
    """The segments to delete, oldest first.

    segments: none that a hold covers. One still being written is never chosen.
    A camera without days of its own expires only for room.
    """
    free = [segment for segment in segments if segment.state is SegmentState.CLOSED]
    free.sort(key=lambda segment: segment.started_at)
    due = [segment for segment in free if _is_due(segment, now, retention_days)]
    freed = sum(segment.size_bytes for segment in due)
    chosen = {segment.id for segment in due}
    for segment in free:
        if freed >= bytes_to_free:
            break
        if segment.id not in chosen:
            chosen.add(segment.id)
            freed += segment.size_bytes
    return [segment for segment in free if segment.id in chosen]


def _is_due(segment: Segment, now: datetime, retention_days: Mapping[CameraId, int]) -> bool:
    days = retention_days.get(segment.camera)
    return days is not None and segment.ended_at < now - timedelta(days=days)
