"""A disk that grows full is noticed in time, and asked about once a second only."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from ingest.record.chain import Chains
from ingest.record.crew import Crew
from ingest.record.recorder import DISK_FULL, Recorder, RecorderKit
from ingest.record.segment import SegmentState
from ingest.record.space import DiskSpace
from ingest.record.sync import DiskSync
from ingest.settings import IngestSettings
from kernel.clock import ManualClock, SystemClock
from tests.ingest.packets import CAMERA, real_packets, shifted
from tests.ingest.record.test_recorder import Notes

T0 = datetime(2026, 3, 1, 8, tzinfo=UTC)


def test_room_is_looked_up_once_a_second(tmp_path: Path) -> None:
    clock = ManualClock()
    space = DiskSpace(tmp_path / "footage", clock, 1 << 62)
    with pytest.raises(OSError, match="No such file"):
        _ = space.is_short
    (tmp_path / "footage").mkdir()
    # The failed look counts: a disk that is away is not asked for every fragment either.
    assert not space.is_short
    clock.advance(1)
    assert space.is_short


class Filling(DiskSpace):
    """A disk that has room for so many looks."""

    def __init__(self, folder: Path, looks: int) -> None:
        super().__init__(folder, ManualClock(), 0)
        self.looks = looks

    @property
    def is_short(self) -> bool:
        self.looks -= 1
        return self.looks < 0


def test_open_file_is_closed_before_the_disk_is_full(tmp_path: Path) -> None:
    info, packets = real_packets("pattern:street?width=320&height=180&gop_s=1", 60)
    notes, clock = Notes(), SystemClock()
    kit = RecorderKit(notes, Chains({}), Filling(tmp_path, looks=5), Crew(clock))
    target = Recorder(CAMERA, IngestSettings(footage_dir=tmp_path, segment_s=600, fragment_s=0.5), clock, kit)
    target.begin(info)
    for packet in shifted(packets, T0, 1):
        target.put(packet)
    target.start()
    assert notes.wait(lambda: notes.reasons() == [(DISK_FULL, True)])
    is_blocked = target.is_blocked
    target.stop("stopped")
    (segment,) = notes.segments.values()

    assert is_blocked
    assert segment.state is SegmentState.CLOSED
    assert (tmp_path / segment.path).stat().st_size == segment.size_bytes
    # One look when the file was opened, one after each half second of it.
    assert (segment.ended_at - segment.started_at).total_seconds() == pytest.approx(2.6, abs=0.2)


def test_sync_returns_when_the_disk_has_all(tmp_path: Path) -> None:
    sync = DiskSync(tmp_path, ManualClock(), 5)
    (tmp_path / "file").write_bytes(b"x" * 100_000)
    sync.sync()

    with pytest.raises(FileNotFoundError):
        DiskSync(tmp_path / "gone", ManualClock(), 5).sync()
