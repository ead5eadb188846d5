"""Pull, record and publish sixteen cameras, against sixteen ffmpeg that only record, side by side."""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from sqlalchemy import text

from console.migrate import newest_revision
from console.tables import METADATA
from ingest.camera import CameraDraft, parse_address
from ingest.record.catalog import Catalog
from ingest.store import CameraStore
from ingest.vault import Vault
from kernel.actor import system
from kernel.clock import SystemClock
from kernel.ids import CameraId
from kernel.sql.database import Database
from tests.bench.figures import Figures, Row
from tests.bench.processes import cpu_s, proportional_mb
from tests.conftest import SHARED
from tests.wire.cameras import free_port

CAMERAS = 16
START_S, SETTLE_S, MEASURE_S = 60.0, 10.0, 40.0
LIMIT = 0.8
_CACHE = Path(tempfile.gettempdir()) / "watchroom-bench"
_PROGRAM = Path(sys.executable).with_name("watchroom")
_SUBSCRIBER = """
import sys
from ingest.feed.subscriber import FeedSubscriber
feed = FeedSubscriber(sys.argv[1])
for camera in sys.argv[2:]:
    feed.subscribe(camera)
print("ready", flush=True)
while True:
    feed.get(1.0)
"""


def measure() -> Figures:
    """Both pull the same sixteen streams at the same time, first with nobody at our feed, then with one."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        port = stack.enter_context(_cameras())
        ours = stack.enter_context(_pull_host(Path(folder) / "ours", port))
        theirs = stack.enter_context(_recorders(Path(folder) / "theirs", port))
        _wait_for_footage(Path(folder))
        time.sleep(SETTLE_S)
        alone = _compare(ours, theirs)
        with _subscriber(Path(folder) / "ours"):
            time.sleep(SETTLE_S / 3)
            followed = _compare(ours, theirs)
        _demand_footage(Path(folder))
    how = (
        f"{CAMERAS} RTSP cameras (1080p, 15 fps, 2 Mbit/s, H.264, over TCP, from a server of its own), pulled at the "
        f"same time by one pull host and by {CAMERAS} × `ffmpeg -c copy` into fragmented MP4. Processor time over "
        f"{MEASURE_S:g} s; memory as proportional set size, so that shared libraries count once."
    )
    return Figures(how, [*_rows(alone, "nobody at the feed"), *_rows(followed, "one subscriber to all")])


def _rows(measured: tuple[float, float, float, float], who: str) -> Iterator[Row]:
    ours_s, ours_mb, theirs_s, theirs_mb = measured
    yield Row(f"{who}: pull host", ours_s / MEASURE_S * 100, "% of a core")
    yield Row(f"{who}: ffmpeg", theirs_s / MEASURE_S * 100, "% of a core")
    yield Row(f"{who}: processor time, ours / ffmpeg", ours_s / theirs_s, "", limit=LIMIT)
    yield Row(f"{who}: memory, pull host", ours_mb, "MB")
    yield Row(f"{who}: memory, ffmpeg", theirs_mb, "MB")
    yield Row(f"{who}: memory, ours / ffmpeg", ours_mb / theirs_mb, "", limit=LIMIT)
    yield Row(f"{who}: cameras per core", CAMERAS / (ours_s / MEASURE_S), "")


def _compare(ours: int, theirs: list[int]) -> tuple[float, float, float, float]:
    before = cpu_s(ours), sum(cpu_s(pid) for pid in theirs)
    time.sleep(MEASURE_S)
    spent = cpu_s(ours) - before[0], sum(cpu_s(pid) for pid in theirs) - before[1]
    return spent[0], proportional_mb(ours), spent[1], sum(proportional_mb(pid) for pid in theirs)


@contextmanager
def _cameras() -> Iterator[int]:
    port = free_port()
    source = SHARED / "tools" / "rtsp_source.py"
    with _process([sys.executable, str(source), str(_clip()), str(CAMERAS), str(port)], wait_for=b"ready"):
        yield port


def _clip() -> Path:
    """Twenty seconds of moving pattern and noise that fill 2 Mbit/s; made once."""
    path = _CACHE / "busy-1080p15-2M.mp4"
    if not path.exists():
        _CACHE.mkdir(parents=True, exist_ok=True)
        unfinished = path.with_suffix(".part.mp4")
        picture = "testsrc2=size=1920x1080:rate=15:duration=20,noise=alls=6:allf=t"
        rate = ["-b:v", "2M", "-minrate", "2M", "-maxrate", "2M", "-bufsize", "2M", "-x264-params", "nal-hrd=cbr"]
        coded = ["-c:v", "libx264", "-preset", "veryfast", "-g", "30", "-bf", "0", "-pix_fmt", "yuv420p", *rate]
        _quietly(["ffmpeg", "-y", "-f", "lavfi", "-i", picture, *coded, str(unfinished)])
        unfinished.rename(path)
    return path


def _quietly(command: list[str]) -> None:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


@contextmanager
def _pull_host(data_dir: Path, port: int) -> Iterator[int]:
    """The pull host as `watchroom run` starts it, with all cameras; yields its process id."""
    data_dir.mkdir()
    database = Database(f"sqlite:///{data_dir / 'watchroom.db'}")
    METADATA.create_all(database.engine)
    with database.engine.begin() as connection:
        MigrationContext.configure(connection)._ensure_version_table()  # alembic has no public way
        connection.execute(text("INSERT INTO alembic_version VALUES (:step)"), {"step": newest_revision()})
    store = CameraStore(database, SystemClock(), Vault(data_dir / "secret.key"))
    for number in range(CAMERAS):
        address, _ = parse_address(f"rtsp://127.0.0.1:{port}/cam{number}")
        store.add(CameraDraft(f"cam{number}", address), system("bench"))
    database.close()
    environment = {**os.environ, "WATCHROOM_DATA_DIR": str(data_dir)}
    with _process([str(_PROGRAM), "host", "pull"], environment) as process:
        yield process.pid


@contextmanager
def _recorders(folder: Path, port: int) -> Iterator[list[int]]:
    with ExitStack() as stack:
        pids = []
        for number in range(CAMERAS):
            to = folder / f"cam{number}"
            to.mkdir(parents=True)
            source = ["-rtsp_transport", "tcp", "-i", f"rtsp://127.0.0.1:{port}/cam{number}"]
            form = ["-f", "segment", "-segment_time", "60", "-segment_format", "mp4"]
            flags = ["-segment_format_options", "movflags=+frag_keyframe+empty_moov+default_base_moof"]
            command = ["ffmpeg", "-nostdin", "-v", "error", *source, "-c", "copy", *form, *flags, str(to / "%03d.mp4")]
            pids.append(stack.enter_context(_process(command)).pid)
        yield pids


@contextmanager
def _subscriber(data_dir: Path) -> Iterator[None]:
    endpoint = f"ipc://{data_dir / 'run' / 'packets.sock'}"
    cameras = [f"cam{number}" for number in range(CAMERAS)]
    with _process([sys.executable, "-c", _SUBSCRIBER, endpoint, *cameras], wait_for=b"ready"):
        yield


@contextmanager
def _process(
    command: list[str], environment: dict[str, str] | None = None, wait_for: bytes = b""
) -> Iterator["subprocess.Popen[bytes]"]:
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        if wait_for:
            assert process.stdout is not None
            assert wait_for in process.stdout.readline(), f"did not start: {command[:3]}"
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(20)


def _wait_for_footage(folder: Path) -> None:
    deadline = time.monotonic() + START_S
    while sum(1 for _ in folder.rglob("*.mp4")) < 2 * CAMERAS:
        assert time.monotonic() < deadline, f"not all recorders began within {START_S:g} s"
        time.sleep(0.5)


def _demand_footage(folder: Path) -> None:
    """A fast recorder that records nothing would win: each side must hold most of the time, of every camera."""
    database = Database(f"sqlite:///{folder / 'ours' / 'watchroom.db'}")
    catalog, now = Catalog(database), SystemClock().now()
    least_s = 1.9 * MEASURE_S
    for number in range(CAMERAS):
        rows = catalog.segments(CameraId(f"cam{number}"), SystemClock().now().replace(year=now.year - 1), now)
        ours_s = sum((row.ended_at - row.started_at).total_seconds() for row in rows)
        ours_bytes = sum((folder / "ours" / "footage" / row.path).stat().st_size for row in rows)
        their_bytes = sum(file.stat().st_size for file in (folder / "theirs" / f"cam{number}").iterdir())
        assert ours_s > least_s, f"cam{number}: only {ours_s:.0f} s recorded"
        assert min(ours_bytes, their_bytes) > 0.8 * least_s * 2e6 / 8, f"cam{number}: {ours_bytes}, {their_bytes} bytes"
    database.close()
