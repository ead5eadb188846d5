"""Whether live views starve the API: how long `GET /api/state` takes with nobody and with twenty people watching."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import av
import httpx
import numpy as np

from tests.bench.figures import Figures, Row, percentile
from tests.bench.processes import cpu_s, descendants
from tests.e2e.room import ROOT, Room, ask, eventually

VIEWERS, ASKED, ROUNDS = 20, 150, 3
FPS, SIZE, BITS_PER_S = 15, (1280, 720), 2_000_000
# What an answer may take longer for being asked while twenty watch, on a machine that they share.
SLOWER_LIMIT = 1.5


def measure() -> Figures:
    """Start a room with one camera, then ask with and without viewers, in turns."""
    with tempfile.TemporaryDirectory() as folder:
        room = Room(Path(folder) / "data")
        noise_film(room.data_dir / "media" / "film.mp4")
        room.start()
        try:
            with room.client() as client:
                client.post("/api/cameras", json={"name": "Film", "url": "file:film.mp4"}).raise_for_status()
                eventually("the camera is online", lambda: _is_online(client), within_s=60)
                rows = _rows(room, client)
        finally:
            room.stop()
    film = f"{SIZE[0]}x{SIZE[1]}, {FPS} fps, {BITS_PER_S // 1_000_000} Mbit/s"
    how = (
        f"One camera of {film}; {VIEWERS} WebRTC views of it from another process; `GET /api/state` {ASKED} times, "
        f"in {ROUNDS} rounds by turns with and without viewers. Console and asker share one core, all else the others."
    )
    return Figures(how, rows)


def _rows(room: Room, client: httpx.Client) -> list[Row]:
    alone: list[float] = []
    watched: list[float] = []
    used: dict[str, list[float]] = {}
    still: list[float] = []
    with viewers(room) as watch:
        _seat(room, watch.pid)
        watch(1)
        watch(0)
        for _ in range(ROUNDS):
            alone += _asked(client)
            slowest_ms, _ = watch(VIEWERS)
            before, began = _cpu(room), time.monotonic()
            watched += _asked(client)
            for name, seconds in _cpu(room).items():
                used.setdefault(name, []).append((seconds - before.get(name, 0)) / (time.monotonic() - began))
            still.append(watch(0)[1])
    p50s, p95s = [percentile(one, 0.5) for one in (alone, watched)], [percentile(one, 0.95) for one in (alone, watched)]
    return [
        Row("GET /api/state, nobody watching, median", p50s[0], "ms"),
        Row("GET /api/state, nobody watching, 95 %", p95s[0], "ms"),
        Row(f"GET /api/state, {VIEWERS} watching, median", p50s[1], "ms"),
        Row(f"GET /api/state, {VIEWERS} watching, 95 %", p95s[1], "ms"),
        Row("slower by viewers, median", p50s[1] / p50s[0], "times", limit=SLOWER_LIMIT),
        Row("views still open after each round, the fewest", min(still), ""),
        Row("opening a view, the slowest of the last round", slowest_ms, "ms"),
        *(Row(f"{name} while {VIEWERS} watch", 100 * sum(n) / len(n), "% of a core") for name, n in used.items()),
    ]


def _seat(room: Room, viewers: int) -> None:
    """The console and who asks it on one core, all else on the others: viewers have machines of their own in life."""
    cores = sorted(os.sched_getaffinity(0))
    first, others = {cores[0]}, set(cores[1:]) or {cores[0]}
    os.sched_setaffinity(viewers, others)
    for pid, command in descendants(room.pid).items():
        os.sched_setaffinity(pid, first if command.endswith("host console") else others)
    os.sched_setaffinity(0, first)


def _asked(client: httpx.Client) -> list[float]:
    """Milliseconds of each of some requests, one after another, like a page that asks now and then."""
    took = []
    for _ in range(ASKED):
        began = time.monotonic()
        client.get("/api/state").raise_for_status()
        took.append((time.monotonic() - began) * 1000)
        time.sleep(0.02)
    return took


@contextmanager
def viewers(room: Room, way: str = "whep") -> Iterator["Watch"]:
    """Viewers of the room's cameras in a process of their own. way: `whep` or `mse`."""
    command = [sys.executable, "-m", "tests.bench.viewers", room.url, room.password, way]
    process = subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=dict(os.environ)
    )
    try:
        yield Watch(process)
    finally:
        process.kill()
        process.wait()


class Watch:
    """Sets how many watch; answers how long the slowest took to connect, in ms, and how many of before were alive."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    @property
    def pid(self) -> int:
        return self._process.pid

    def __call__(self, viewers: int) -> tuple[float, float]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{viewers}\n")
        self._process.stdin.flush()
        slowest_ms, still = self._process.stdout.readline().split()
        return float(slowest_ms), float(still)


def _cpu(room: Room) -> dict[str, float]:
    """Processor seconds so far of the console and the media host."""
    used = {}
    for pid, command in descendants(room.pid).items():
        arguments = command.split()
        if "host" in arguments and (role := arguments[arguments.index("host") + 1]) in ("console", "media"):
            used[role] = cpu_s(pid)
    return used


def _is_online(client: httpx.Client) -> bool:
    return bool(ask(client, "/api/cameras")[0]["status"]["state"] == "online")


def noise_film(path: Path) -> None:
    """Twelve seconds of noise that is new in each picture, and so costs all the bits that it is allowed."""
    path.parent.mkdir(parents=True, exist_ok=True)
    dice = np.random.default_rng(1)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=Fraction(FPS))
        stream.width, stream.height = SIZE
        stream.pix_fmt, stream.bit_rate = "yuv420p", BITS_PER_S
        stream.options = {"preset": "ultrafast", "x264-params": f"keyint={2 * FPS}:scenecut=0:bframes=0"}
        for _ in range(12 * FPS):
            noise = dice.integers(0, 255, (SIZE[1] // 8, SIZE[0] // 8, 3), np.uint8).repeat(8, 0).repeat(8, 1)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(noise, format="bgr24")))
        container.mux(stream.encode(None))
