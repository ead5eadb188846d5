"""A camera for tests: real encoded video, placed in time and published on a real feed."""

import asyncio
import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest

from ingest.feed.publisher import FeedPublisher
from ingest.packet import Packet, StreamName
from kernel.frame import Bgr
from kernel.ids import CameraId

FPS, GOP, SIZE = 10, 5, (160, 120)
STEP_US = 1_000_000 // FPS
START_US = 1_767_254_400_000_000  # 2026-01-01T08:00:00Z
GATE = CameraId("cam_gate")
_ENCODERS = {
    "h264": ("libx264", {"preset": "ultrafast", "x264-params": f"keyint={GOP}:min-keyint={GOP}:scenecut=0:bframes=0"}),
    "hevc": ("libx265", {"preset": "ultrafast", "x265-params": f"keyint={GOP}:min-keyint={GOP}:bframes=0:log-level=0"}),
}


def shade(number: int) -> int:
    """The grey of the frame `number`; tells a frame's number modulo 20."""
    return 30 + 10 * (number % 20)


def pictures(count: int, size: tuple[int, int]) -> Iterator[Bgr]:
    """Plain grey pictures."""
    for i in range(count):
        yield np.full((size[1], size[0], 3), shade(i), np.uint8)


def film(count: int, codec: str = "h264", size: tuple[int, int] = SIZE, camera: CameraId = GATE) -> list[Packet]:
    """`count` packets of one session, ten a second, a keyframe every five, Annex B with parameter sets."""
    encoder, options = _ENCODERS[codec]
    context = av.CodecContext.create(encoder, "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = *size, "yuv420p"
    context.time_base, context.framerate = Fraction(1, FPS), Fraction(FPS)
    context.options = options
    encoded: list[av.Packet[av.VideoStream]] = []
    for picture in pictures(count, size):
        frame = av.VideoFrame.from_ndarray(picture, format="bgr24")
        frame.pts = len(encoded)
        encoded += context.encode(frame)
    encoded += context.encode(None)
    return [
        Packet(
            camera,
            "main",
            1,
            i,
            codec,
            START_US + i * STEP_US,
            START_US + i * STEP_US,
            STEP_US,
            p.is_keyframe,
            bytes(p),
        )
        for i, p in enumerate(encoded)
    ]


def again(packets: Sequence[Packet], session: int, later_us: int) -> list[Packet]:
    """The same packets as a later session."""
    return [
        replace(packet, session=session, at_us=packet.at_us + later_us, dts_us=packet.dts_us + later_us)
        for packet in packets
    ]


def named(packets: Sequence[Packet], camera: CameraId, stream: StreamName = "main") -> list[Packet]:
    """The same packets of another stream."""
    return [replace(packet, camera=camera, stream=stream) for packet in packets]


@contextlib.contextmanager
def feed(folder: Path) -> Iterator[FeedPublisher]:
    """A publisher on a socket in `folder`."""
    publisher = FeedPublisher(f"ipc://{folder}/packets.sock")
    try:
        yield publisher
    finally:
        publisher.close()


async def keep_publishing(publisher: FeedPublisher, packets: Sequence[Packet], every_s: float) -> None:
    """Publish the packets over and over, in time and with rising numbers, until cancelled."""
    number = 0
    while True:
        loop, index = divmod(number, len(packets))
        packet, later_us = packets[index], loop * len(packets) * STEP_US
        publisher.publish(
            replace(packet, number=number, at_us=packet.at_us + later_us, dts_us=packet.dts_us + later_us)
        )
        number += 1
        await asyncio.sleep(every_s)


def decoded_shades(path: Path) -> list[float]:
    """The mean grey of every frame that a player gets out of the file."""
    with av.open(str(path)) as container:
        return [float(frame.to_ndarray(format="gray").mean()) for frame in container.decode(video=0)]


needs_x265 = pytest.mark.skipif("libx265" not in av.codecs_available, reason="PyAV came without libx265")
