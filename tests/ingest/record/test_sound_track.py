"""Sound in the recorded files: in its place, whole over the change of files, and only what the head describes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
import pytest

from ingest.mp4.file import read_fragments, read_track
from ingest.packet import AudioInfo, Packet, StreamInfo
from ingest.record.segment import Segment
from kernel.clock import to_us
from tests.ingest.packets import real_packets, shifted
from tests.ingest.record.test_recorder import Notes, recorder
from tests.ingest.tone import FRAME_US, tone, tone_packets

T0 = datetime(2026, 3, 1, 8, tzinfo=UTC)


@pytest.fixture(scope="module")
def street() -> tuple[StreamInfo, list[Packet]]:
    """Ten seconds of H.264 with a keyframe each second."""
    info, packets = real_packets("pattern:street?width=320&height=180&gop_s=1", 100)
    return info, shifted(packets, T0, 1)


@pytest.fixture(scope="module")
def song() -> tuple[AudioInfo, list[Packet]]:
    """Ten seconds of a tone, begun with the pictures."""
    info, frames = tone(156)
    return info, tone_packets(info, frames, to_us(T0))


def as_they_come(pictures: Sequence[Packet], sounds: Sequence[Packet], late_us: int) -> list[Packet]:
    """Both tracks in the order of their arrival, the sound so much later than the pictures."""
    return sorted([*pictures, *sounds], key=lambda p: p.at_us + (late_us if p.stream == "audio" else 0))


def record(folder: Path, info: StreamInfo, packets: Sequence[Packet], segment_s: float = 60) -> list[Segment]:
    notes = Notes()
    target = recorder(folder, notes, segment_s=segment_s)
    target.begin(info)
    for packet in packets:
        target.put(packet)
    target.start()
    target.stop("stopped")
    return sorted(notes.segments.values(), key=lambda segment: segment.started_at)


def sounds_of(path: Path) -> list[tuple[float, bytes]]:
    """The sound of a file as another program reads it: seconds from its start, and what."""
    with av.open(str(path)) as container:
        packets = [packet for packet in container.demux(audio=0) if packet.size]
        return [(float((packet.pts or 0) * (packet.time_base or Fraction(0))), bytes(packet)) for packet in packets]


@pytest.mark.parametrize("late_us", [0, 70_000, 250_000], ids=lambda late: f"{late // 1000} ms late")
def test_no_piece_of_sound_is_lost_when_files_change(
    tmp_path: Path, street: tuple[StreamInfo, list[Packet]], song: tuple[AudioInfo, list[Packet]], late_us: int
) -> None:
    info = replace(street[0], audio=song[0])
    segments = record(tmp_path, info, as_they_come(street[1], song[1], late_us), segment_s=2.5)
    found = [
        (segment.started_at + timedelta(seconds=at_s), data)
        for segment in segments
        for at_s, data in sounds_of(tmp_path / segment.path)
    ]

    assert [round((s.ended_at - s.started_at).total_seconds(), 2) for s in segments] == [3, 3, 3, 1]
    # What came after the last picture has no fragment to go into.
    assert [data for _, data in found] == [packet.data for packet in song[1][: len(found)]]
    assert len(found) >= len(song[1]) - (late_us // FRAME_US) - 2
    for number, (at, _) in enumerate(found):
        assert abs((at - T0).total_seconds() - number * FRAME_US / 1e6) < 0.001


def test_file_with_sound_is_whole_after_its_tail_is_torn(
    tmp_path: Path, street: tuple[StreamInfo, list[Packet]], song: tuple[AudioInfo, list[Packet]]
) -> None:
    info = replace(street[0], audio=song[0])
    (segment,) = record(tmp_path, info, as_they_come(street[1], song[1], 0))
    path = tmp_path / segment.path
    with path.open("rb") as file:
        whole, _ = read_fragments(file)
        track = read_track(file)
    path.write_bytes(path.read_bytes()[: whole[3].end - 10])
    with path.open("rb") as file:
        left, end = read_fragments(file)
    path.write_bytes(path.read_bytes()[:end])

    assert track is not None
    assert track.sound == "aac"
    assert (left, end) == (whole[:3], whole[2].end)
    assert 40 < len(sounds_of(path)) < 50


def test_hole_in_the_sound_stays_a_hole(
    tmp_path: Path, street: tuple[StreamInfo, list[Packet]], song: tuple[AudioInfo, list[Packet]]
) -> None:
    info = replace(street[0], audio=song[0])
    sounds = [packet for packet in song[1] if not 40 <= packet.number < 60]
    (segment,) = record(tmp_path, info, as_they_come(street[1], sounds, 0))
    times = [at_s for at_s, _ in sounds_of(tmp_path / segment.path)]

    assert times[40] == pytest.approx(60 * FRAME_US / 1e6, abs=0.001)


def test_camera_whose_sound_is_not_wanted_leaves_none(
    tmp_path: Path, street: tuple[StreamInfo, list[Packet]], song: tuple[AudioInfo, list[Packet]]
) -> None:
    (segment,) = record(tmp_path, street[0], as_they_come(street[1], song[1], 0))
    with av.open(str(tmp_path / segment.path)) as container:
        assert [stream.type for stream in container.streams] == ["video"]


def test_sound_of_another_coding_is_left_out_until_a_new_file_says_so(
    tmp_path: Path, street: tuple[StreamInfo, list[Packet]], song: tuple[AudioInfo, list[Packet]]
) -> None:
    info = replace(street[0], audio=song[0])
    other = [replace(packet, config=b"\x11\x90") if packet.number >= 30 else packet for packet in song[1]]
    (segment,) = record(tmp_path, info, as_they_come(street[1], other, 0))

    assert len(sounds_of(tmp_path / segment.path)) == 30


def test_silence_of_the_sound_holds_nothing_up(
    tmp_path: Path, street: tuple[StreamInfo, list[Packet]], song: tuple[AudioInfo, list[Packet]]
) -> None:
    info = replace(street[0], audio=song[0])
    segments = record(tmp_path, info, as_they_come(street[1], song[1][:20], 0), segment_s=2.5)

    assert [round((s.ended_at - s.started_at).total_seconds(), 2) for s in segments] == [3, 3, 3, 1]
