"""The recorder on a disk that fills up, and behind a stream that stumbles."""

import subprocess
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from ingest.packet import Packet, StreamInfo
from ingest.record.chain import Chains
from ingest.record.crew import Crew
from ingest.record.recorder import DISK_FULL, DISK_SLOW, Recorder, RecorderKit
from ingest.record.segment import Gap, Segment
from ingest.record.space import DiskSpace
from ingest.settings import IngestSettings
from kernel.clock import SystemClock
from tests.ingest.packets import CAMERA, real_packets, shifted

T0 = datetime(2026, 3, 1, 8, tzinfo=UTC)
PATIENCE_S = 10.0


class Notes:
    """Keeps the newest of what the recorder tells."""

    def __init__(self) -> None:
        self.segments: dict[str, Segment] = {}
        self.gaps: dict[str, Gap] = {}
        self._changed = threading.Condition()

    def tell_segment(self, segment: Segment) -> None:
        with self._changed:
            self.segments[segment.id] = segment
            self._changed.notify_all()

    def tell_gap(self, gap: Gap) -> None:
        with self._changed:
            self.gaps[gap.id] = gap
            self._changed.notify_all()

    def wait(self, until: Callable[[], bool]) -> bool:
        with self._changed:
            return self._changed.wait_for(until, PATIENCE_S)

    def reasons(self) -> list[tuple[str, bool]]:
        return [(gap.reason, gap.ended_at is None) for gap in self.gaps.values()]


@pytest.fixture(scope="module")
def street() -> tuple[StreamInfo, list[Packet]]:
    """Ten seconds of H.264 with a keyframe each second."""
    return real_packets("pattern:street?width=320&height=180&gop_s=1", 100)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one megabyte."""
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(tmp_path)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("a small disk needs the right to mount one")
    yield tmp_path
    subprocess.run(["umount", "-l", str(tmp_path)], check=True)


def recorder(folder: Path, notes: Notes, **limits: float) -> Recorder:
    settings = IngestSettings(footage_dir=folder, free_minimum_bytes=0).model_copy(update=limits)
    clock = SystemClock()
    kit = RecorderKit(notes, Chains({}), DiskSpace(folder, clock, settings.free_minimum_bytes), Crew(clock))
    return Recorder(CAMERA, settings, clock, kit)


def feed(target: Recorder, street: tuple[StreamInfo, list[Packet]], session: int, start: datetime) -> None:
    target.begin(street[0])
    for packet in shifted(street[1], start, session):
        target.put(packet)


def test_rotates_at_keyframes_only_and_loses_nothing(tmp_path: Path, street: tuple[StreamInfo, list[Packet]]) -> None:
    notes = Notes()
    target = recorder(tmp_path, notes, segment_s=2.5)
    target.start()
    feed(target, street, 1, T0)
    target.stop("stopped")
    segments = list(notes.segments.values())

    assert [round((s.ended_at - s.started_at).total_seconds(), 3) for s in segments] == [3.0, 3.0, 3.0, 1.0]
    assert [s.started_at for s in segments[1:]] == [s.ended_at for s in segments[:-1]]
    assert notes.reasons() == [("stopped", True)]
    assert next(iter(notes.gaps.values())).started_at == segments[-1].ended_at


@pytest.mark.faults
def test_full_disk_is_a_gap_and_recording_resumes_by_itself(
    small_disk: Path, street: tuple[StreamInfo, list[Packet]]
) -> None:
    notes = Notes()
    target = recorder(small_disk, notes, segment_s=600)
    target.start()
    ballast = small_disk / "ballast"
    ballast.write_bytes(b"x" * (800 << 10))
    feed(target, street, 1, T0)
    assert notes.wait(lambda: notes.reasons() == [(DISK_FULL, True)])
    ballast.unlink()
    threading.Event().wait(2.2)  # the recorder tries again after two seconds of its own clock
    feed(target, street, 2, T0 + timedelta(seconds=20))
    assert notes.wait(lambda: notes.reasons() == [(DISK_FULL, False)])
    blocked = target.is_blocked
    target.stop("stopped")
    kept = list(notes.segments.values())

    full = next(iter(notes.gaps.values()))
    assert not blocked
    assert full.started_at == kept[0].ended_at
    assert full.ended_at == kept[1].started_at
    assert all((small_disk / segment.path).stat().st_size == segment.size_bytes for segment in kept)


def test_hole_in_the_numbers_is_a_gap_until_the_next_keyframe(
    tmp_path: Path, street: tuple[StreamInfo, list[Packet]]
) -> None:
    notes = Notes()
    target = recorder(tmp_path, notes)
    target.begin(street[0])
    for packet in shifted(street[1], T0, 1):
        if not 23 <= packet.number < 27:
            target.put(packet)
    target.start()
    target.stop("stopped")
    first, second = notes.segments.values()
    hole = next(iter(notes.gaps.values()))

    assert hole.reason == DISK_SLOW
    assert (first.ended_at - T0).total_seconds() == pytest.approx(2.3)
    assert (second.started_at - T0).total_seconds() == pytest.approx(3.0)
    assert (hole.started_at, hole.ended_at) == (first.ended_at, second.started_at)


def test_queue_that_overflows_costs_footage_but_never_blocks(
    tmp_path: Path, street: tuple[StreamInfo, list[Packet]]
) -> None:
    notes = Notes()
    target = recorder(tmp_path, notes, record_queue_packets=50)
    feed(target, street, 1, T0)

    assert target.waiting == 50
    assert target.dropped == 50


def test_new_parameter_sets_start_a_new_file(tmp_path: Path, street: tuple[StreamInfo, list[Packet]]) -> None:
    notes = Notes()
    _, larger = real_packets("pattern:street?width=640&height=360&gop_s=1", 20)
    target = recorder(tmp_path, notes)
    target.begin(street[0])
    joined = shifted(street[1][:20], T0, 1) + shifted(larger, T0 + timedelta(seconds=2), 1, first_number=20)
    for packet in joined:
        target.put(replace(packet, camera=CAMERA))
    target.start()
    target.stop("stopped")

    assert [s.started_at - T0 for s in notes.segments.values()] == [timedelta(0), timedelta(seconds=2)]
