"""Rendered scenes as encoded streams: packets of a camera, with truth known."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from ingest.packet import Packet
from kernel.clock import to_us
from kernel.frame import Frame, Luma

VARIABLE = {"crf": "27"}


def constant(bitrate_bps: int, fps: float) -> dict[str, str]:
    """Options of an encoder that fills every picture to the same size."""
    rate, buffer = str(bitrate_bps), str(round(2 * bitrate_bps / fps))
    return {"b": rate, "maxrate": rate, "minrate": rate, "bufsize": buffer, "nal-hrd": "cbr"}


@dataclass(frozen=True)
class Encoding:
    """How a stream is encoded. gop: pictures from keyframe to keyframe. options: of x264."""

    fps: float = 10.0
    gop: int = 20
    options: dict[str, str] | None = None


def encoded(frames: Iterable[Frame], encoding: Encoding, session: int = 1) -> Iterator[Packet]:
    """The frames as packets, one each, numbered from 0, no B-frames."""
    encoder: VideoCodecContext | None = None
    for number, frame in enumerate(frames):
        if encoder is None:
            encoder = _encoder(frame.luma, encoding)
        picture = _picture(frame.luma)
        picture.pts = number
        for unit in encoder.encode(picture):
            at_us = to_us(frame.at)
            duration_us = round(1e6 / encoding.fps)
            yield Packet(
                frame.camera, "main", session, number, "h264", at_us, at_us, duration_us, unit.is_keyframe, bytes(unit)
            )


def _encoder(luma: Luma, encoding: Encoding) -> VideoCodecContext:
    context = av.CodecContext.create("libx264", "w")
    assert isinstance(context, VideoCodecContext)
    context.height, context.width = luma.shape
    context.pix_fmt = "yuv420p"
    context.framerate = Fraction(encoding.fps).limit_denominator(1000)
    context.time_base = 1 / context.framerate
    context.gop_size = encoding.gop
    context.max_b_frames = 0
    context.thread_count = 1
    plain = {"preset": "veryfast", "tune": "zerolatency", "x264-params": "scenecut=0"}
    context.options = {**plain, **(encoding.options or VARIABLE)}
    return context


def _picture(luma: Luma) -> VideoFrame:
    """A grey picture; height and width must be even."""
    height, width = luma.shape
    planes = np.full((height * 3 // 2, width), 128, np.uint8)
    planes[:height] = luma
    return VideoFrame.from_ndarray(planes, format="yuv420p")
