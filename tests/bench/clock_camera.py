"""Cameras whose pictures say when they were made: `python -m tests.bench.clock_camera FILMS`.

`clock` is drawn and encoded as it happens, while somebody watches; `film-1` to `film-FILMS` are loops, which cost next
to nothing. Prints the port once it serves.
"""

import asyncio
import sys
import time
from datetime import timedelta
from fractions import Fraction

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext

from ingest.nal import nal_units, parameter_sets
from ingest.rtsp_server import Mount, RtspServer
from ingest.rtsp_server.clip import TICKS_PER_S, AccessUnit, Clip, payloads
from kernel.clock import EPOCH, SystemClock, to_us
from tests.bench.barcode import Mark

SIZE, FPS, GOP_S = (1280, 720), 15, 2
FILM_S = 4


class Painter:
    """Draws and encodes the pictures of one camera: a still, grainy scene in which something small moves."""

    def __init__(self, camera: int) -> None:
        width, height = SIZE
        grain = np.random.default_rng(camera).integers(60, 180, (height // 4, width // 4), np.uint8)
        self._scene = np.full((height * 3 // 2, width), 128, np.uint8)
        self._scene[:height] = grain.repeat(4, 0).repeat(4, 1)
        self._camera = camera
        self._number = 0
        self._cost_ms = 0
        self._context = _encoder()

    def next(self, made_ms: int) -> bytes:
        """The next picture, encoded: Annex B, parameter sets before each keyframe."""
        began = time.monotonic()
        picture = self._scene.copy()
        at = 8 * self._number % (SIZE[0] - 64)
        picture[400:464, at : at + 64] = 230
        Mark(made_ms, self._camera, self._number, self._cost_ms).draw(picture[: SIZE[1]])
        frame = av.VideoFrame.from_ndarray(picture, format="yuv420p")
        frame.pts = self._number
        self._number += 1
        (packet,) = self._context.encode(frame)
        self._cost_ms = round((time.monotonic() - began) * 1000)
        return bytes(packet)


class ClockMount(Mount):
    """Plays what it draws, each picture as soon as it is encoded."""

    def __init__(self, name: str, camera: int) -> None:
        self._painter = Painter(camera)
        first = _unit(self._painter.next(0), 0)
        clip = Clip(name, "h264", (first,), TICKS_PER_S // FPS, _sets(first), FPS)
        super().__init__(name, clip, SystemClock(), EPOCH)

    async def _play(self) -> None:
        due = time.monotonic()
        while True:
            due += 1 / FPS
            await asyncio.sleep(max(0.0, due - time.monotonic()))
            made = SystemClock().now()
            coded = self._painter.next(round(made.timestamp() * 1000))
            self._send(_unit(coded, (to_us(made) - to_us(EPOCH)) * 9 // 100), 0)


class Rack(RtspServer):
    """A server that plays mounts of any kind."""

    def add(self, mount: Mount) -> None:
        """Play `mount` under its name."""
        self._mounts[mount.name] = mount


def _encoder() -> VideoCodecContext:
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, VideoCodecContext)
    context.width, context.height = SIZE
    context.pix_fmt, context.framerate, context.time_base = "yuv420p", Fraction(FPS), Fraction(1, FPS)
    context.thread_count = 1
    gop = f"keyint={GOP_S * FPS}:min-keyint={GOP_S * FPS}:scenecut=0"
    context.options = {"preset": "ultrafast", "tune": "zerolatency", "profile": "baseline", "x264-params": gop}
    return context


def _unit(coded: bytes, shown_ticks: int) -> AccessUnit:
    nals = nal_units(coded)
    return AccessUnit(shown_ticks, shown_ticks, any(nal[0] & 0x1F == 5 for nal in nals), tuple(payloads("h264", nals)))


def _film(name: str, camera: int) -> Mount:
    painter = Painter(camera)
    step = TICKS_PER_S // FPS
    units = tuple(_unit(painter.next(number), number * step) for number in range(FILM_S * FPS))
    clip = Clip(name, "h264", units, len(units) * step, _sets(units[0]), FPS)
    # Each film has its keyframes at other times.
    return Mount(name, clip, SystemClock(), EPOCH + timedelta(milliseconds=290 * camera))


def _sets(keyframe: AccessUnit) -> tuple[bytes, ...]:
    return parameter_sets("h264", [nal for nal in keyframe.payloads if nal[0] & 0x1F in (7, 8)])


async def main(films: int) -> None:
    rack = Rack()
    for mount in (ClockMount("clock", 0), *(_film(f"film-{camera}", camera) for camera in range(1, films + 1))):
        rack.add(mount)
    await rack.start()
    print(rack.port, flush=True)  # noqa: T201
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1])))
