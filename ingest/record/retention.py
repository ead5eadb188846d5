"""What footage to let go: by days, by bytes, for room; and in which order. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ingest.record.policy import HouseRetention, Policy
from ingest.record.segment import Segment
from kernel.ids import CameraId

STEP = timedelta(minutes=10)  # what expires is let go in steps, so that the journal says it in few words
RESERVE_S = 600.0  # so much recording time is freed beyond a limit, for the same reason
_RESERVE_SHARE = 0.02
_SWEEPS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Rules:
    """What is kept. days: of every camera, also those that were removed."""

    days: Mapping[CameraId, int]
    policies: Mapping[CameraId, Policy] = field(default_factory=dict)
    house: HouseRetention = field(default_factory=HouseRetention)

    def expires_before(self, camera: CameraId, now: datetime) -> datetime | None:
        """Footage that ended before this goes; None: never for its age."""
        limits = [days for days in (self.days.get(camera), self.house.days) if days is not None]
        if not limits:
            return None
        cut = now - timedelta(days=min(limits))
        return cut - (cut - datetime.min.replace(tzinfo=cut.tzinfo)) % STEP

    def guaranteed_since(self, now: datetime) -> dict[CameraId, datetime]:
        """By camera: footage that ended after this goes for room only when nothing else is left."""
        promised = {camera: policy.min_days for camera, policy in self.policies.items() if policy.min_days > 0}
        return {camera: now - timedelta(days=days) for camera, days in promised.items()}

    @property
    def byte_limits(self) -> dict[CameraId, int]:
        """The cameras with a limit of their own."""
        return {
            camera: policy.limit_bytes for camera, policy in self.policies.items() if policy.limit_bytes is not None
        }


def excess_bytes(used: int, limit: int, rate_bps: float) -> int:
    """How much to let go so that `used` fits into `limit`, with a reserve; 0 while it fits. rate_bps: bytes/s."""
    if used <= limit:
        return 0
    return used - limit + round(min(rate_bps * RESERVE_S, limit * _RESERVE_SHARE))


def room_bytes(free: int, floor: int, rate_bps: float, sweep_s: float) -> int:
    """How much to let go so that writing never fails before the next sweeps; 0 while there is room.

    free: on the disk now. floor: what must stay free. rate_bps: bytes a second that are being recorded.
    """
    needed = max(floor, round(rate_bps * sweep_s * _SWEEPS_AHEAD))
    if free >= needed:
        return 0
    return needed - free + round(min(rate_bps * RESERVE_S, needed * _RESERVE_SHARE))


def enough(segments: Iterable[Segment], bytes_to_free: int) -> Sequence[Segment]:
    """The first of `segments`, in their order, that together free so much; all when they do not."""
    chosen: list[Segment] = []
    for segment in segments:
        if bytes_to_free <= 0:
            break
        chosen.append(segment)
        bytes_to_free -= segment.size_bytes
    return chosen
