"""How long a look back takes to begin: random instants over one recorded file and over ten thousand."""

import os
import random
import re
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
import cv2
import httpx
import numpy as np

from console.api.app import create_app
from console.auth.users import NewUser
from ingest.camera import CameraDraft, parse_address
from ingest.packet import Packet, StreamInfo
from ingest.playback.fragments import FragmentIndex
from ingest.playback.frames import FrameDesk
from ingest.playback.moment import Recordings
from ingest.record.segment import Segment, segment_path
from ingest.record.writer import SegmentWriter
from kernel.clock import SystemClock, to_us
from kernel.frame import Bgr
from kernel.ids import CameraId, SegmentId, new_id
from tests.bench.figures import Figures, Row, percentile
from tests.console.conftest import PASSWORD, TESTER, Room
from tests.console.serving import served

ONE, FEW, MANY = 1, 100, 10_000
LOOKS = 100
FPS, GOP_S, FILE_S, SIZE = 15, 2, 20, (1920, 1080)
_LIMIT_MS = 300.0
_FLAT = 1.5


def measure() -> Figures:
    """The same looks in the same minute, over a camera with one file and one with ten thousand."""
    with tempfile.TemporaryDirectory() as folder:
        room = Room(Path(folder), SystemClock())
        try:
            film = _film(room.gate.id)
            _forget_at_once(room)
            cameras = zip((ONE, FEW, MANY), (room.gate.id, room.vault.id, _third(room)), strict=True)
            archives = {files: _archive(room, camera, film, files) for files, camera in cameras}
            with served(room) as address, _client(room, address) as client:
                rows = _rows(client, archives)
        finally:
            room.close()
    how = (
        f"{LOOKS} random instants each over one file, 100 and 10,000 ({MANY * FILE_S / 3600:.0f} h of 1080p, 15 fps, "
        "2 Mbit/s, keyframes every 2 s), over HTTP on this machine; the server remembers nothing between looks. First "
        "bytes: sign-in checked, playlist, head and the piece that holds the instant, to its last byte. Exact "
        "picture: decoded from the keyframe before, as a JPEG 1280 wide. Preview: the nearest keyframe, 320 wide."
    )
    return Figures(how, rows)


def _rows(client: httpx.Client, archives: dict[int, tuple[CameraId, datetime]]) -> list[Row]:
    ways: dict[str, Callable[[CameraId, datetime], None]] = {
        "playlist and first bytes": lambda camera, at: _play(client, camera, at),
        "exact picture": lambda camera, at: _picture(client, camera, at, width=1280),
        "preview": lambda camera, at: _picture(client, camera, at, width=320, exact="false"),
    }
    rows = []
    for name, look in ways.items():
        taken = _taken(look, archives)
        for files, times in taken.items():
            limit = _LIMIT_MS if files == MANY else None
            rows.append(Row(f"{name}, {files:,} files, p50", percentile(times, 0.5), "ms"))
            rows.append(Row(f"{name}, {files:,} files, p95", percentile(times, 0.95), "ms", limit))
        flat = percentile(taken[MANY], 0.5) / percentile(taken[FEW], 0.5)
        rows.append(Row(f"{name}, 10,000 files against 100", flat, "times", _FLAT))
    return rows


def _taken(
    look: Callable[[CameraId, datetime], None], archives: dict[int, tuple[CameraId, datetime]]
) -> dict[int, list[float]]:
    """Milliseconds of each look; the two archives take turns, so that both see the same machine."""
    chance = random.Random(4)
    taken: dict[int, list[float]] = {files: [] for files in archives}
    for _ in range(LOOKS):
        for files, (camera, start) in archives.items():
            at = start + timedelta(seconds=chance.uniform(0, files * FILE_S - 1))
            began = time.perf_counter()
            look(camera, at)
            taken[files].append((time.perf_counter() - began) * 1000)
    return taken


def _play(client: httpx.Client, camera: CameraId, at: datetime) -> None:
    answer = client.get(f"/api/cameras/{camera}/playlist.m3u8", params={"at": at.isoformat()})
    answer.raise_for_status()
    head = re.search(r'#EXT-X-MAP:URI="([^"]+)",BYTERANGE="(\d+)@(\d+)"', answer.text)
    assert head is not None
    pieces = re.findall(
        r"#EXT-X-PROGRAM-DATE-TIME:(\S+)\n#EXTINF:\S+\n#EXT-X-BYTERANGE:(\d+)@(\d+)\n(\S+)", answer.text
    )
    begun = [piece for piece in pieces if datetime.fromisoformat(piece[0]) <= at] or pieces[:1]
    _, size, offset, url = begun[-1]
    for part, length, first in ((head[1], head[2], head[3]), (url, size, offset)):
        got = client.get(part, headers={"Range": f"bytes={first}-{int(first) + int(length) - 1}"})
        assert len(got.content) == int(length)


def _picture(client: httpx.Client, camera: CameraId, at: datetime, **wanted: int | str) -> None:
    answer = client.get(f"/api/cameras/{camera}/frame.jpg", params={"at": at.isoformat(), **wanted})
    answer.raise_for_status()
    assert answer.content[:2] == b"\xff\xd8"


def _forget_at_once(room: Room) -> None:
    """Every look is a first look: no picture and no file's index is remembered."""
    recordings = Recordings(room.house.catalog, room.house.store, FragmentIndex(0))
    room.house = replace(room.house, frames=FrameDesk(remembered_bytes=0), recordings=recordings)
    room.app = create_app(room.house)


def _third(room: Room) -> CameraId:
    address, _ = parse_address("pattern:street")
    return room.house.cameras.add(CameraDraft("Yard", address), TESTER).id


@contextmanager
def _client(room: Room, address: str) -> Iterator[httpx.Client]:
    room.house.users.add(NewUser("looker", "Looker", PASSWORD, ("operator",), None, None), TESTER)
    with httpx.Client(base_url=f"http://{address}", timeout=30) as client:
        client.post("/api/session", json={"username": "looker", "password": PASSWORD}).raise_for_status()
        yield client


def _archive(room: Room, camera: CameraId, film: list[Packet], files: int) -> tuple[CameraId, datetime]:
    """Recorded files end to end until a minute ago: one written, the others the same bytes under other names."""
    folder = room.house.settings.ingest.footage_dir
    start = room.clock.now().replace(microsecond=0) - timedelta(seconds=files * FILE_S + 60)
    first = _first(folder, camera, film, start)
    room.house.catalog.save_segment(first)
    rest = list(_rest(folder, first, files))
    for page in range(0, len(rest), 1000):
        with room.database.write() as session:
            for segment in rest[page : page + 1000]:
                room.house.catalog.write_segment(session, segment)
    return camera, start


def _first(folder: Path, camera: CameraId, film: list[Packet], start: datetime) -> Segment:
    begin = to_us(start)
    placed = [replace(p, camera=camera, at_us=p.at_us + begin, dts_us=p.dts_us + begin) for p in film]
    writer = SegmentWriter(folder, placed[0], StreamInfo("h264", *SIZE, b""), 500_000)
    for packet in placed[1:]:
        writer.add(packet)
    return writer.close()


def _rest(folder: Path, first: Segment, files: int) -> Iterator[Segment]:
    length = timedelta(seconds=FILE_S)
    for number in range(1, files):
        began = first.started_at + number * length
        name = SegmentId(new_id("seg", began))
        path = segment_path(first.camera, began, name)
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        os.link(folder / first.path, folder / path)
        yield replace(first, id=name, path=path, started_at=began, ended_at=began + length)


def _film(camera: CameraId) -> list[Packet]:
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = *SIZE, "yuv420p"
    context.time_base, context.framerate = Fraction(1, FPS), Fraction(FPS)
    gop = FPS * GOP_S
    context.bit_rate = 2_000_000
    context.options = {
        "preset": "veryfast",
        "x264-params": f"keyint={gop}:min-keyint={gop}:scenecut=0:bframes=0:vbv-maxrate=2500:vbv-bufsize=4000",
    }
    encoded = []
    for number, picture in enumerate(_pictures(FPS * FILE_S)):
        frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
        frame.pts = number
        encoded += context.encode(frame)
    encoded += context.encode(None)
    step_us = 1_000_000 // FPS
    return [
        Packet(camera, "main", 1, i, "h264", i * step_us, i * step_us, step_us, packet.is_keyframe, bytes(packet))
        for i, packet in enumerate(encoded)
    ]


def _pictures(count: int) -> Iterator[Bgr]:
    """A place with edges and a little noise, through which something moves."""
    chance = np.random.default_rng(7)
    coarse = chance.integers(30, 220, (27, 48, 3)).astype(np.uint8)
    place = cv2.GaussianBlur(cv2.resize(coarse, SIZE, interpolation=cv2.INTER_NEAREST), (0, 0), 2)
    noise = [chance.integers(0, 6, (SIZE[1], SIZE[0], 1), np.uint8) for _ in range(4)]
    for number in range(count):
        picture = cv2.add(place, np.repeat(noise[number % 4], 3, axis=2))
        x = 200 + 4 * number % 1500
        cv2.rectangle(picture, (x, 500), (x + 120, 800), (20, 40, 200), -1)
        yield np.asarray(picture, np.uint8)
