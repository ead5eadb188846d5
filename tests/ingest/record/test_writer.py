"""Segments: what goes in comes out of another program's reader, and a crash costs only the tail."""

import hashlib
from itertools import pairwise
from pathlib import Path

import av
import pytest
from av.video.codeccontext import VideoCodecContext

from ingest.encode import encode_loop
from ingest.mp4.box import TIMESCALE
from ingest.mp4.file import read_fragments, read_track
from ingest.packet import Packet, StreamInfo
from ingest.record.segment import SegmentState
from ingest.record.writer import SegmentWriter
from ingest.sources.scene import Scene
from tests.ingest.packets import real_packets

FRAGMENT_US = 500_000


def hevc_clip(path: Path, frames: int) -> None:
    """An H.265 clip with reordered pictures."""
    scene = Scene(3, 4, 320, 180)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx265", rate=10)
        stream.width, stream.height, stream.pix_fmt = 320, 180, "yuv420p"
        stream.options = {"preset": "ultrafast", "x265-params": "keyint=20:bframes=3:log-level=error:pools=1"}
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(scene.picture(number / 10), format="bgr24").reformat(format="yuv420p")
            frame.pts = number
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))


def write(folder: Path, packets: list[Packet], size: tuple[int, int] = (320, 180)) -> SegmentWriter:
    info = StreamInfo(packets[0].codec, *size, b"")
    writer = SegmentWriter(folder, packets[0], info, FRAGMENT_US)
    for packet in packets[1:]:
        writer.add(packet)
    return writer


@pytest.fixture(scope="module", params=["h264", "hevc"])
def packets(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> list[Packet]:
    folder = tmp_path_factory.mktemp("media")
    if request.param == "hevc":
        hevc_clip(folder / "clip.mp4", 60)
    else:
        scene = Scene(3, 4, 320, 180)
        encode_loop(folder / "clip.mp4", (scene.picture(n / 10) for n in range(60)), 10, 2.0, (320, 180))
    return real_packets("file:clip.mp4", 60, folder)[1]


def test_recorded_file_decodes_to_the_same_pictures(tmp_path: Path, packets: list[Packet]) -> None:
    segment = write(tmp_path, packets).close()
    decoder = av.CodecContext.create(packets[0].codec, "r")
    assert isinstance(decoder, VideoCodecContext)
    wanted = [frame for part in packets for frame in decoder.decode(av.Packet(part.data))] + decoder.decode(None)
    with av.open(str(tmp_path / segment.path)) as container:
        found = list(container.decode(video=0))

    assert len(found) == 60
    assert all(bytes(a.planes[0]) == bytes(b.planes[0]) for a, b in zip(wanted, found, strict=True))
    assert [round(b.time - a.time, 3) for a, b in pairwise(found)] == [0.1] * 59


def test_closed_segment_says_what_it_is(tmp_path: Path, packets: list[Packet]) -> None:
    segment = write(tmp_path, packets).close()
    data = (tmp_path / segment.path).read_bytes()

    assert segment.state is SegmentState.CLOSED
    assert segment.size_bytes == len(data)
    assert segment.sha256 == hashlib.sha256(data).hexdigest()
    assert (segment.ended_at - segment.started_at).total_seconds() == pytest.approx(6.0, abs=0.001)


def test_fragments_follow_on_and_keyframes_begin_them(tmp_path: Path, packets: list[Packet]) -> None:
    segment = write(tmp_path, packets).close()
    with (tmp_path / segment.path).open("rb") as file:
        fragments, end = read_fragments(file)
        track = read_track(file)

    assert track is not None
    assert (track.codec, track.width, track.height) == (packets[0].codec, 320, 180)
    assert end == segment.size_bytes
    assert fragments[0].decode_ticks == 0
    for first, second in pairwise(fragments):
        assert second.offset == first.end
        assert second.decode_ticks == first.decode_ticks + first.duration_ticks
        assert first.duration_ticks <= TIMESCALE * 0.5 + 1
    keyframes = sum(part.is_keyframe for part in packets)
    assert sum(fragment.is_keyframe for fragment in fragments) == keyframes
    assert sum(fragment.samples for fragment in fragments) == len(packets)


@pytest.mark.parametrize("torn", [1, 7, 8, 100, 3000], ids=lambda count: f"{count} bytes of the next fragment")
def test_torn_tail_is_left_out(tmp_path: Path, packets: list[Packet], torn: int) -> None:
    segment = write(tmp_path, packets).close()
    path = tmp_path / segment.path
    data = path.read_bytes()
    with path.open("rb") as file:
        fragments, _ = read_fragments(file)
    path.write_bytes(data[: fragments[4].offset + min(torn, fragments[4].size_bytes - 1)])
    with path.open("rb") as file:
        left, end = read_fragments(file)

    assert left == fragments[:4]
    assert end == fragments[3].end


def test_packet_is_on_disk_before_the_file_is_closed(tmp_path: Path, packets: list[Packet]) -> None:
    writer = write(tmp_path, packets[:13])
    path = tmp_path / writer.segment.path
    with path.open("rb") as file:
        before, _ = read_fragments(file)
    writer.flush()
    with path.open("rb") as file:
        after, _ = read_fragments(file)

    assert sum(fragment.samples for fragment in before) == 10
    assert sum(fragment.samples for fragment in after) == 13
    writer.close()
