"""Recorded footage for tests of exports: every frame tells its number, written by the real recorder."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from fractions import Fraction
from functools import cache
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from ingest.packet import Packet, StreamInfo
from ingest.record.segment import Segment
from ingest.record.writer import SegmentWriter
from kernel.clock import from_us
from kernel.ids import CameraId

FPS, GOP, SIZE = 10, 10, (320, 240)
STEP_US = 1_000_000 // FPS
START_US = 1_767_254_400_000_000  # 2026-01-01T08:00:00Z
GATE = CameraId("gate")
_BITS = 10


@dataclass(frozen=True)
class Kind:
    """How a camera encodes."""

    codec: str = "h264"
    options: str = f"keyint={GOP}:min-keyint={GOP}:scenecut=0:bframes=0"
    profile: str | None = None
    size: tuple[int, int] = SIZE


H264 = Kind()
BASELINE = Kind(profile="baseline")
B_FRAMES = Kind(options=f"keyint={GOP}:min-keyint={GOP}:scenecut=0:bframes=3:b-pyramid=0:open-gop=0")
OPEN_GOPS = Kind(options=f"keyint={GOP}:min-keyint={GOP}:scenecut=0:bframes=2:open-gop=1")
HEVC = Kind("hevc", f"keyint={GOP}:min-keyint={GOP}:scenecut=0:bframes=0:log-level=none:info=0")


def picture(number: int, size: tuple[int, int] = SIZE) -> NDArray[np.uint8]:
    """BGR; its lower half is a row of bars, black or white, that spell the number."""
    wide, high = size
    shown = np.full((high, wide, 3), 90, np.uint8)
    shown[: high // 2] = np.linspace(40, 200, wide, dtype=np.uint8)[None, :, None]
    bar = wide // _BITS
    for bit in range(_BITS):
        shown[high // 2 :, bit * bar : (bit + 1) * bar] = 220 if number >> bit & 1 else 20
    return shown


def number_of(luma: NDArray[np.uint8]) -> int:
    """The number that a decoded picture spells."""
    high, wide = luma.shape
    bar = wide // _BITS
    middle = luma[3 * high // 4]
    return sum(1 << bit for bit in range(_BITS) if middle[bit * bar + bar // 2] > 120)


def film(count: int, kind: Kind = H264) -> list[Packet]:
    """`count` packets, ten a second, their pictures numbered from 0 on, in the order of decoding."""
    return list(_film(count, kind))


@cache
def _film(count: int, kind: Kind) -> tuple[Packet, ...]:
    context = av.CodecContext.create("libx264" if kind.codec == "h264" else "libx265", "w")
    assert isinstance(context, av.VideoCodecContext)
    context.width, context.height, context.pix_fmt = *kind.size, "yuv420p"
    context.time_base, context.framerate = Fraction(1, FPS), Fraction(FPS)
    context.options = {"preset": "veryfast", "x264-params" if kind.codec == "h264" else "x265-params": kind.options}
    if kind.profile:
        context.options |= {"profile": kind.profile}
    made: list[av.Packet[av.VideoStream]] = []
    for i in range(count):
        frame = av.VideoFrame.from_ndarray(picture(i, kind.size), format="bgr24")
        frame.pts = i
        made += context.encode(frame)
    made += context.encode(None)
    return tuple(_packet(number, part, kind.codec) for number, part in enumerate(made))


def _packet(number: int, part: "av.Packet[av.VideoStream]", codec: str) -> Packet:
    assert part.pts is not None
    assert part.dts is not None
    at_us, dts_us = (START_US + time * STEP_US for time in (part.pts, part.dts))
    return Packet(GATE, "main", 1, number, codec, at_us, dts_us, STEP_US, part.is_keyframe, bytes(part))


def record(folder: Path, packets: Sequence[Packet], size: tuple[int, int] = SIZE) -> Segment:
    """One closed recorded file."""
    info = StreamInfo(packets[0].codec, *size, b"")
    writer = SegmentWriter(folder, packets[0], info, 300_000)
    for packet in packets[1:]:
        writer.add(packet)
    return writer.close()


def later(packets: Sequence[Packet], seconds: float) -> list[Packet]:
    """The same packets, later."""
    shift_us = round(seconds * 1_000_000)
    return [replace(packet, at_us=packet.at_us + shift_us, dts_us=packet.dts_us + shift_us) for packet in packets]


def instant(frames: float) -> datetime:
    """When the frame of that number is shown."""
    return from_us(START_US + round(frames * STEP_US))


def shown(path: Path) -> list[NDArray[np.uint8]]:
    """The luma of every picture that a player gets out of the file."""
    with av.open(str(path)) as container:
        return [np.asarray(frame.to_ndarray(format="gray"), np.uint8) for frame in container.decode(video=0)]
