"""From packets to pictures: one decoder per stream, on the caller's thread."""

from collections.abc import Iterator
from functools import partial

import av
import av.error
import cv2
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from ingest.packet import Packet
from kernel.clock import from_us
from kernel.errors import Fault, FaultKind
from kernel.frame import Bgr, Frame, Luma

_EIGHT_BIT = frozenset({"yuv420p", "yuvj420p", "yuv422p", "yuvj422p", "yuv444p", "yuvj444p", "nv12", "gray"})
_NUMBERS_KEPT = 64


class Decoder:
    """Decodes one stream of `codec` in the order of its packets. Not thread-safe.

    After a hole in the packets' numbers, or a new session, it waits for the next keyframe. is_rough: without the loop
    filter and not exact to the bit, a quarter cheaper; good enough for a glance.
    """

    def __init__(self, codec: str, is_rough: bool = False) -> None:
        self._codec = codec
        self._context = _context(codec, is_rough)
        self._last: tuple[int, int] | None = None
        self._numbers: dict[int, int] = {}
        self.faults = 0

    def decode(self, packet: Packet) -> Frame | None:
        """The newest picture that this packet completes; None while there is none, or after a hole.

        The frame's number is that of its packet.
        """
        follows = self._last == (packet.session, packet.number - 1)
        if not follows and not packet.is_keyframe:
            # P-frames after a gap decode to garbage.
            self._last = None
            return None
        if not follows:
            self.reset()
        self._last = (packet.session, packet.number)
        self._numbers[packet.at_us] = packet.number
        if len(self._numbers) > _NUMBERS_KEPT:
            del self._numbers[next(iter(self._numbers))]
        try:
            frames = [self._frame(packet, picture) for picture in _pictures(self._context, packet)]
        except av.error.FFmpegError:
            self.faults += 1
            self._last = None
            return None
        return frames[-1] if frames else None

    def reset(self) -> None:
        """Forget all earlier pictures; the next packet must be a keyframe."""
        self._context.flush_buffers()
        self._numbers.clear()
        self._last = None

    def _frame(self, packet: Packet, picture: VideoFrame) -> Frame:
        at_us = picture.pts if picture.pts is not None else packet.at_us
        number = self._numbers.pop(at_us, packet.number)
        return Frame(packet.camera, from_us(at_us), number, luma_of(picture), partial(bgr_of, picture))


class KeyframeDecoder:
    """Decodes keyframes of one stream of `codec`, each by itself, whatever lies between them. Not thread-safe.

    is_rough: as for `Decoder`.
    """

    def __init__(self, codec: str, is_rough: bool = False) -> None:
        self._context = _context(codec, is_rough)
        self.faults = 0

    def decode(self, packet: Packet) -> Frame | None:
        """The picture of this keyframe; None for any other packet, or one that cannot be decoded."""
        if not packet.is_keyframe:
            return None
        try:
            # Drained at once: with B-frames the decoder would hold the picture back until the next one.
            pictures = [*_pictures(self._context, packet), *self._context.decode(None)]
        except av.error.FFmpegError:
            pictures = []
        self._context.flush_buffers()
        if not pictures:
            self.faults += 1
            return None
        picture = pictures[0]
        return Frame(packet.camera, from_us(packet.at_us), packet.number, luma_of(picture), partial(bgr_of, picture))


def keyframe_picture(packet: Packet) -> Bgr:
    """The picture of one keyframe, (height, width, 3) uint8; raises a corrupt fault when it cannot be decoded."""
    context = _context(packet.codec)
    try:
        for picture in (*_pictures(context, packet), *context.decode(None)):
            return bgr_of(picture)
    except av.error.FFmpegError:
        pass
    raise Fault(FaultKind.CORRUPT, f"camera {packet.camera}: the keyframe cannot be decoded")


def jpeg(packet: Packet, width: int | None = None, quality: int = 80) -> bytes:
    """One keyframe as a JPEG, at most `width` pixels wide."""
    return picture_jpeg(keyframe_picture(packet), width, quality)


def picture_jpeg(picture: Bgr, width: int | None = None, quality: int = 80) -> bytes:
    """A BGR picture as a JPEG, at most `width` pixels wide, never enlarged."""
    tall, wide = picture.shape[:2]
    if width is not None and width < wide:
        size = (max(1, width), max(1, round(tall * width / wide)))
        picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
    _, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return data.tobytes()


def _context(codec: str, is_rough: bool = False) -> VideoCodecContext:
    context = av.CodecContext.create(codec, "r")
    assert isinstance(context, VideoCodecContext)
    if is_rough:
        context.options = {"skip_loop_filter": "all", "flags2": "+fast"}
    context.thread_type = "NONE"
    context.thread_count = 1
    return context


def _pictures(context: VideoCodecContext, packet: Packet) -> Iterator[VideoFrame]:
    unit = av.Packet(packet.data)
    unit.pts, unit.dts = packet.at_us, packet.dts_us
    yield from context.decode(unit)


def luma_of(picture: VideoFrame) -> Luma:
    """The picture's Y plane, (height, width), without a copy where its format allows."""
    if picture.format.name not in _EIGHT_BIT:
        picture = picture.reformat(format="yuv420p")
    plane = picture.planes[0]
    rows = np.frombuffer(plane, np.uint8).reshape(-1, plane.line_size)  # type: ignore[call-overload]  # a buffer
    luma: Luma = rows[: picture.height, : picture.width]
    return luma


def bgr_of(picture: VideoFrame) -> Bgr:
    """The picture in colour, (height, width, 3)."""
    return np.asarray(picture.to_ndarray(format="bgr24"), np.uint8)
