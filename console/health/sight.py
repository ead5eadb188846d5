"""What the watch sees at one moment: cameras, their figures, the processes, the disk; as looks of the pure rules."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from analytics.health.house import HouseLook
from analytics.health.stream import StreamFigures, StreamLook
from console.heartbeat import LOST_AFTER, Host, hosts
from ingest.address import SourceScheme
from ingest.camera import Camera, CameraState, CameraStatus
from ingest.figures import CameraFigures, read_figures
from ingest.store import CameraStore
from kernel.ids import CameraId
from kernel.sql.database import Database

STALE = timedelta(seconds=15)
_PULL = "pull"
_OWN = "console"


@dataclass(frozen=True, slots=True)
class Sight:
    """The house at one moment. figures: the latest of each camera, however old."""

    at: datetime
    cameras: tuple[tuple[Camera, CameraStatus], ...]
    figures: dict[CameraId, CameraFigures]
    hosts: tuple[Host, ...]

    @property
    def silent(self) -> frozenset[str]:
        """Processes that were heard in the last hour, or ought to be there, and give no sign of life."""
        silent = {host.id for host in self.hosts if self.at - host.seen_at > LOST_AFTER}
        if self.cameras and not any(host.role == _PULL for host in self.hosts):
            silent.add(_PULL)
        return frozenset(silent)

    @property
    def is_stalled(self) -> bool:
        """Whether our own process gives no sign of life: the machine or the database stood still."""
        return any(host.role == _OWN and self.at - host.seen_at > LOST_AFTER for host in self.hosts)

    @property
    def is_pulling(self) -> bool:
        """Whether a pull host gives signs of life: what it last said of the cameras still holds."""
        return any(host.role == _PULL and self.at - host.seen_at <= LOST_AFTER for host in self.hosts)

    def stream(self, camera: Camera, status: CameraStatus) -> StreamLook:
        """The camera's stream."""
        is_online = is_on_air(status)
        figures = self.figures.get(camera.id)
        if figures is None or not self.is_pulling or self.at - figures.at > STALE:
            return StreamLook(self.at, is_online)
        measured = StreamFigures(
            bitrate_bps=figures.bitrate_bps,
            clock_offset_s=figures.clock_offset_s,
            packets=figures.packets,
            jumps=figures.jumps,
            reconnects=figures.reconnects,
            dropped=figures.record_dropped,
            is_wanted=figures.is_recorded and not figures.is_by_decision,
            written_at=figures.written_at,
        )
        return StreamLook(self.at, is_online, measured)

    def house(self, free_floor_bytes: int, days_kept: float | None) -> HouseLook:
        """The house itself."""
        pulls = [host for host in self.hosts if host.role == _PULL]
        free = min(
            (host.figures["disk_free_bytes"] for host in pulls if "disk_free_bytes" in host.figures), default=None
        )
        return HouseLook(
            at=self.at,
            silent=None if self.is_stalled else self.silent,
            free_share=None if free is None else free / max(1, free_floor_bytes),
            is_short=any(host.figures.get("storage_short", 0) > 0 for host in pulls),
            days_kept=days_kept,
            packets=int(sum(host.figures.get("packets", 0) for host in pulls)),
            lost=int(sum(host.figures.get("packets_lost", 0) for host in self.hosts)),
        )


def is_on_air(status: CameraStatus) -> bool:
    """Whether packets come."""
    return status.state is CameraState.ONLINE


def may_be_away(camera: Camera) -> bool:
    """A unit's camera is there only while the unit publishes."""
    return camera.address.scheme is SourceScheme.WHIP


def look_around(database: Database, cameras: CameraStore, at: datetime) -> Sight:
    """The house as it is now."""
    with database.read() as session:
        figures = read_figures(session)
    return Sight(at, tuple(cameras.watched()), figures, tuple(hosts(database, at)))
