"""Recorded files of made-up content, with their rows, for tests that let them go, move or check them."""

import hashlib
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ingest.record.catalog import Catalog
from ingest.record.expiry import Expiry
from ingest.record.hold import Hold, Holds
from ingest.record.segment import Segment, SegmentState, segment_path
from ingest.settings import IngestSettings
from kernel.actor import system
from kernel.clock import ManualClock
from kernel.ids import CameraId, SegmentId, new_id
from kernel.sql.database import Database
from kernel.sql.journal import read_after

T0 = datetime(2026, 3, 1, 8, tzinfo=UTC)
GATE, YARD = CameraId("gate"), CameraId("yard")


def at(minutes: float) -> datetime:
    """So many minutes after T0."""
    return T0 + timedelta(minutes=minutes)


class Footage:
    """A footage folder with its catalogue; `clock` stands at T0."""

    def __init__(self, folder: Path, database: Database) -> None:
        self.folder = folder
        self.database = database
        self.clock = ManualClock(T0)
        self.catalog = Catalog(database, self.clock)
        self.expiry = Expiry(database, self.clock)
        self.holds = Holds(database, self.clock)
        self.settings = IngestSettings(footage_dir=folder, free_floor_bytes=0)

    def add(self, minute: float, camera: CameraId = GATE, size: int = 1000, minutes: float = 1) -> Segment:
        """A closed segment that begins `minute` minutes after T0."""
        started_at = at(minute)
        segment_id = SegmentId(new_id("seg", started_at))
        content = hashlib.sha256(segment_id.encode()).digest() * (size // 32 + 1)
        segment = Segment(
            segment_id, camera, "main", segment_path(camera, started_at, segment_id), "h264", 64, 36,
            started_at, at(minute + minutes), size, hashlib.sha256(content[:size]).hexdigest(), SegmentState.CLOSED,
        )  # fmt: skip
        path = self.folder / segment.path
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content[:size])
        self.catalog.save_segment(segment)
        return segment

    def hold(self, minute: float, minutes: float = 1, camera: CameraId = GATE) -> Hold:
        return self.holds.place(camera, at(minute), at(minute + minutes), "theft", None, system("test"))

    def there(self, *segments: Segment) -> list[bool]:
        """Whether the files lie in the footage folder."""
        return [(self.folder / segment.path).is_file() for segment in segments]

    def told(self, camera: CameraId = GATE) -> list[tuple[float, str, str | None]]:
        """The ledger since T0: minutes, state, reason."""
        spans = self.catalog.spans(camera, T0, self.clock.now())
        return [(round((s.end - s.start).total_seconds() / 60, 2), s.state.value, s.reason) for s in spans]

    def journal(self, kind: str) -> list[dict[str, object]]:
        with self.database.read() as session:
            return [dict(entry.data) for entry in read_after(session, 0) if entry.kind == kind]
