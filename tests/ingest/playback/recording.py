"""Recorded files for tests, written by the real writer and listed in a real catalogue."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.packet import Packet, StreamInfo
from ingest.record.catalog import Catalog
from ingest.record.footage import FootageStore
from ingest.record.segment import Segment
from ingest.record.writer import SegmentWriter
from kernel.clock import ManualClock
from kernel.sql.database import Base, Database
from tests.ingest.live.source import SIZE

FRAGMENT_US = 300_000


@dataclass(frozen=True)
class Archive:
    """A footage folder and its catalogue."""

    folder: Path
    catalog: Catalog

    @property
    def store(self) -> FootageStore:
        return FootageStore(self.folder)

    def record(self, packets: Sequence[Packet]) -> Segment:
        """One closed file of `packets`, fragments of three frames."""
        segment = self.write(packets).close()
        self.catalog.save_segment(segment)
        return segment

    def write(self, packets: Sequence[Packet]) -> SegmentWriter:
        """One open file of `packets`, as far as they are on disk."""
        writer = SegmentWriter(self.folder, packets[0], StreamInfo(packets[0].codec, *SIZE, b""), FRAGMENT_US)
        for packet in packets[1:]:
            writer.add(packet)
        self.catalog.save_segment(writer.segment)
        return writer


def archive(folder: Path) -> Archive:
    """An empty archive in `folder`."""
    database = Database(f"sqlite:///{folder}/watchroom.db")
    Base.metadata.create_all(database.engine)
    (folder / "footage").mkdir()
    return Archive(folder / "footage", Catalog(database, ManualClock()))
