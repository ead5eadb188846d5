"""Playlists over recorded files, and players that follow them."""

import functools
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise
from pathlib import Path

import av
import pytest

from ingest.playback.fragments import FragmentIndex
from ingest.playback.hls import Window, playlist, segment_part, segment_path
from ingest.playback.moment import Recordings
from kernel.clock import from_us
from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId, SegmentId
from tests.ingest.live.source import GATE, START_US, again, film, needs_x265, shade
from tests.ingest.playback.recording import Archive, archive

BEGIN = from_us(START_US)


@pytest.fixture
def footage(tmp_path: Path) -> Archive:
    return archive(tmp_path)


def listed(footage: Archive, start_s: float, end_s: float, camera: CameraId = GATE) -> str:
    """The playlist of the camera between two moments, in seconds after the first film's start."""
    start, end = (BEGIN + timedelta(seconds=s) for s in (start_s, end_s))
    recordings = Recordings(footage.catalog, footage.store, FragmentIndex())
    return playlist(recordings, camera, Window(start, end, start), lambda name: f"/segments/{name}/media.mp4")


def times(text: str) -> list[float]:
    """The UTC of every piece, in seconds after the first film's start."""
    found = re.findall(r"PROGRAM-DATE-TIME:(\S+)", text)
    return [round((datetime.fromisoformat(at) - BEGIN).total_seconds(), 3) for at in found]


def test_one_file_is_cut_at_keyframes_and_every_byte_is_listed_once(footage: Archive) -> None:
    segment = footage.record(film(120))
    text = listed(footage, 0, 60)
    assert times(text) == [0, 4, 8]
    assert re.findall(r"EXTINF:([\d.]+)", text) == ["4.00000"] * 3
    ranges = [(int(size), int(offset)) for size, offset in re.findall(r"#EXT-X-BYTERANGE:(\d+)@(\d+)", text)]
    (init_bytes,) = re.findall(r'BYTERANGE="(\d+)@0"', text)
    assert ranges[0][1] == int(init_bytes)
    assert all(before[1] + before[0] == after[1] for before, after in pairwise(ranges))
    assert ranges[-1][0] + ranges[-1][1] == segment.size_bytes
    assert "#EXT-X-PLAYLIST-TYPE:VOD" in text
    assert text.endswith("#EXT-X-ENDLIST\n")


@pytest.mark.parametrize(
    ("start_s", "end_s", "expected"),
    [
        (0, 60, [0, 4, 8]),
        (4, 8, [4]),
        (4.1, 7.9, [4]),
        (3.9, 8.1, [0, 4, 8]),
        (11.9, 12, [8]),
        (-5, 0.1, [0]),
    ],
    ids=["all", "exactly one", "inside one", "touching neighbours", "the very end", "the very beginning"],
)
def test_only_pieces_that_show_the_range_are_listed(
    footage: Archive, start_s: float, end_s: float, expected: list[float]
) -> None:
    footage.record(film(120))
    text = listed(footage, start_s, end_s)
    assert times(text) == expected
    (offset,) = re.findall(r"TIME-OFFSET=([\d.]+)", text)
    assert float(offset) == pytest.approx(max(0.0, start_s - expected[0]), abs=0.001)


def test_gap_is_a_discontinuity_and_the_next_piece_tells_its_own_time(footage: Archive) -> None:
    footage.record(film(40))
    footage.record(again(film(40), 2, 90_000_000))
    text = listed(footage, 0, 1000)
    assert times(text) == [0, 90]
    assert text.count("#EXT-X-DISCONTINUITY\n") == 1
    assert text.count("#EXT-X-MAP:") == 2


@pytest.mark.parametrize(("start_s", "end_s"), [(-20, 0), (12, 80), (100, 200)], ids=["before", "in a gap", "after"])
def test_range_without_footage_is_a_fault_that_names_camera_and_range(
    footage: Archive, start_s: float, end_s: float
) -> None:
    footage.record(film(120))
    footage.record(again(film(40), 2, 80_000_000))
    with pytest.raises(Fault, match=r"camera cam_gate: no footage from 2026-01-01T0.* to 2026-01-01T08:0") as caught:
        listed(footage, start_s, end_s)
    assert caught.value.kind is FaultKind.NOT_FOUND


def test_another_cameras_footage_is_not_listed(footage: Archive) -> None:
    footage.record(film(40))
    with pytest.raises(Fault, match="camera cam_yard: no footage"):
        listed(footage, 0, 60, CameraId("cam_yard"))


def test_range_that_ends_before_it_starts_is_refused(footage: Archive) -> None:
    with pytest.raises(Fault, match="before it starts") as caught:
        listed(footage, 10, 5)
    assert caught.value.kind is FaultKind.INVALID


def test_file_that_is_being_written_grows_without_changing_what_was_listed(footage: Archive) -> None:
    packets = film(150)
    writer = footage.write(packets[:100])
    first = listed(footage, 0, 3600)
    assert "#EXT-X-PLAYLIST-TYPE:EVENT" in first
    assert "ENDLIST" not in first
    assert times(first) == [0, 4]
    for packet in packets[100:]:
        writer.add(packet)
    second = listed(footage, 0, 3600)
    assert times(second) == [0, 4, 8]
    target = re.compile("#EXT-X-TARGETDURATION.*\n")
    assert target.sub("", second).startswith(target.sub("", first))
    footage.catalog.save_segment(writer.close())
    assert times(listed(footage, 0, 3600)) == [0, 4, 8, 12]
    assert "ENDLIST" in listed(footage, 0, 3600)


def test_recent_range_in_a_file_that_is_being_written_ends(footage: Archive) -> None:
    footage.write(film(100))
    text = listed(footage, 8, 9)
    assert times(text) == [8]
    assert "ENDLIST" in text


def test_torn_tail_of_a_crash_is_left_out(footage: Archive) -> None:
    segment = footage.record(film(120))
    path = footage.folder / segment.path
    path.write_bytes(path.read_bytes()[:-10])
    text = listed(footage, 0, 60)
    assert times(text) == [0, 4, 8]
    size, offset = re.findall(r"#EXT-X-BYTERANGE:(\d+)@(\d+)", text)[-1]
    assert int(size) + int(offset) <= segment.size_bytes - 10
    assert float(re.findall(r"EXTINF:([\d.]+)", text)[-1]) < 4


def test_file_that_is_gone_is_no_footage_and_its_bytes_are_not_found(footage: Archive) -> None:
    segment = footage.record(film(40))
    path = segment_path(footage.catalog, footage.store, segment.id)
    assert path.read_bytes()[4:8] == b"ftyp"
    path.unlink()
    with pytest.raises(Fault, match="no footage"):
        listed(footage, 0, 60)
    for name in (segment.id, SegmentId("seg_unknown"), SegmentId("../../etc/passwd")):
        with pytest.raises(Fault) as caught:
            segment_path(footage.catalog, footage.store, name)
        assert caught.value.kind is FaultKind.NOT_FOUND


def test_catalogue_that_points_out_of_the_folder_is_not_followed(footage: Archive) -> None:
    from dataclasses import replace

    segment = footage.record(film(40))
    footage.catalog.save_segment(replace(segment, path="../watchroom.db"))
    with pytest.raises(Fault, match="outside the footage folder") as caught:
        segment_path(footage.catalog, footage.store, segment.id)
    assert caught.value.kind is FaultKind.CORRUPT


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-99", (0, 100)),
        ("bytes=100-", (100, -100)),
        ("bytes=-50", (-50, 50)),
        ("bytes=10-99999999", (10, -10)),
        (None, None),
        ("bytes=-", None),
        ("lines=1-2", None),
        ("bytes=0-1,5-6", None),
    ],
    ids=["from to", "from", "last", "past the end", "no header", "empty", "another unit", "several"],
)
def test_byte_ranges(footage: Archive, header: str | None, expected: tuple[int, int] | None) -> None:
    segment = footage.record(film(40))
    part = segment_part(footage.catalog, footage.store, segment.id, header)
    if expected is None:
        assert part is None
        return
    assert part is not None
    total, (offset, size) = segment.size_bytes, expected
    assert (part.offset, part.size_bytes) == (offset % total, size if size > 0 else total + size)
    assert part.read() == (footage.folder / segment.path).read_bytes()[part.offset :][: part.size_bytes]
    assert part.content_range == f"bytes {part.offset}-{part.offset + part.size_bytes - 1}/{total}"


def test_range_beyond_the_file_is_refused(footage: Archive) -> None:
    segment = footage.record(film(40))
    with pytest.raises(Fault, match="no byte of"):
        segment_part(footage.catalog, footage.store, segment.id, f"bytes={segment.size_bytes}-")


class Shop(BaseHTTPRequestHandler):
    """Serves one playlist and the byte ranges of its segments."""

    def __init__(self, footage: Archive, text: str, *args: object) -> None:
        self._footage, self._text = footage, text
        super().__init__(*args)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        if self.path == "/list.m3u8":
            self._send(200, self._text.encode(), "application/vnd.apple.mpegurl")
            return
        name = SegmentId(self.path.split("/")[2])
        part = segment_part(self._footage.catalog, self._footage.store, name, self.headers.get("Range"))
        assert part is not None
        self._send(206, part.read(), "video/mp4", part.content_range)

    def log_message(self, *args: object) -> None:
        return

    def _send(self, status: int, body: bytes, media_type: str, content_range: str | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body)))
        if content_range:
            self.send_header("Content-Range", content_range)
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def shop(footage: Archive) -> Iterator[str]:
    """The address of a server that serves the playlist of 0 to 1000 s."""
    text: list[str] = []

    def handler(*args: object) -> Shop:
        if not text:
            text.append(listed(footage, 0, 1000))
        return Shop(footage, text[0], *args)

    server = ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(handler))
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/list.m3u8"
    server.shutdown()
    server.server_close()


@pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="the ffmpeg program is not installed")
@pytest.mark.parametrize("codec", ["h264", pytest.param("hevc", marks=needs_x265)])
def test_ffmpeg_plays_every_frame_of_a_file_cut_into_pieces(footage: Archive, shop: str, codec: str) -> None:
    footage.record(film(145, codec))
    command = ["ffmpeg", "-v", "error", "-i", shop, "-f", "rawvideo", "-pix_fmt", "gray", "-vf", "scale=1:1"]
    done = subprocess.run([*command, "-fps_mode", "passthrough", "-"], check=True, capture_output=True, timeout=60)
    shades = list(done.stdout)
    assert done.stderr == b""
    assert len(shades) == 145
    assert all(abs(got - shade(i)) <= 6 for i, got in enumerate(shades))


def test_pyav_goes_on_behind_a_gap(footage: Archive, shop: str) -> None:
    footage.record(film(100))
    footage.record(again(film(45), 2, 60_000_000))
    with av.open(shop) as container:
        shades = [float(frame.to_ndarray(format="gray").mean()) for frame in container.decode(video=0)]
    # FFmpeg's own reader drops the first fragment behind a discontinuity whose media time goes back.
    behind = shades[100:]
    assert 45 - 3 <= len(behind) <= 45
    assert all(abs(got - shade(45 - len(behind) + i)) <= 6 for i, got in enumerate(behind))
