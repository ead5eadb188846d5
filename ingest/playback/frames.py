"""Recorded pictures as JPEG: decoded from the keyframe before, on a few threads of their own, and remembered."""

import asyncio
import os
import threading
from collections import OrderedDict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Generic, TypeVar

import av
import av.error
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from ingest.decode import picture_jpeg
from ingest.mp4.head import VideoTrack
from ingest.mp4.stored import StoredSample
from ingest.nal import annexb
from ingest.playback.moment import Moment, head_of, opened
from kernel.errors import Fault, FaultKind

DECODERS = 2
WAITING = 24
REMEMBERED_BYTES = 96 << 20
_AHEAD = 3  # pictures decoded behind the one asked for: whoever steps, steps on
_THREADS = 2
_QUALITY = 85

Value = TypeVar("Value")
_Key = tuple[str, int]  # segment, the ticks at which it is shown


class Shelf(Generic[Value]):
    """Remembers what was used last, up to so many bytes. Thread-safe."""

    def __init__(self, limit_bytes: int) -> None:
        self._limit = limit_bytes
        self._size = 0
        self._kept: OrderedDict[object, tuple[int, Value]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: object) -> Value | None:
        with self._lock:
            found = self._kept.get(key)
            if found is None:
                return None
            self._kept.move_to_end(key)
            return found[1]

    def put(self, key: object, value: Value, size_bytes: int) -> None:
        with self._lock:
            before = self._kept.pop(key, None)
            self._size += size_bytes - (before[0] if before else 0)
            self._kept[key] = (size_bytes, value)
            while self._size > self._limit:
                self._size -= self._kept.popitem(last=False)[1][0]


class FrameDesk:
    """Makes JPEGs of recorded pictures. Belongs to one event loop; at most `DECODERS` decode at a time."""

    def __init__(
        self, decoders: int = DECODERS, waiting: int = WAITING, remembered_bytes: int = REMEMBERED_BYTES
    ) -> None:
        self._pool = ThreadPoolExecutor(decoders, thread_name_prefix="recorded pictures")
        self._limit = decoders + waiting
        self._busy = 0
        self._jpegs: Shelf[bytes] = Shelf(remembered_bytes // 3)
        self._pictures: Shelf[VideoFrame] = Shelf(remembered_bytes * 2 // 3)
        self.decoded = 0

    @property
    def busy(self) -> int:
        """How many requests are being worked on or wait."""
        return self._busy

    async def jpeg(self, moment: Moment, width: int | None = None, quality: int = _QUALITY) -> bytes:
        """The picture, at most `width` pixels wide, never enlarged.

        Raises a limited fault when too many wait already, a corrupt one when the picture cannot be decoded. A caller
        that is cancelled while it waits costs nothing more.
        """
        key = (*_key(moment, moment.sample), width, quality)
        known = self._jpegs.get(key)
        if known is not None:
            return known
        if self._busy >= self._limit:
            raise Fault(FaultKind.LIMITED, "recorded pictures: too many are asked for at once; try again in a moment")
        self._busy += 1
        try:
            data = await asyncio.get_running_loop().run_in_executor(self._pool, self._make, moment, width, quality)
        finally:
            self._busy -= 1
        self._jpegs.put(key, data, len(data))
        return data

    def picture_jpeg(self, moment: Moment, width: int | None = None, quality: int = _QUALITY) -> bytes:
        """The same on the caller's thread, as for a file that is to be kept."""
        return self._make(moment, width, quality)

    def close(self) -> None:
        """Give up what waits."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def _make(self, moment: Moment, width: int | None, quality: int) -> bytes:
        picture = self._pictures.get(_key(moment, moment.sample))
        if picture is None:
            picture = self._decode(moment)
        if width is not None and width < picture.width:
            height = max(2, round(picture.height * width / picture.width))
            picture = picture.reformat(width, height, "bgr24", interpolation="AREA")
        return picture_jpeg(np.asarray(picture.to_ndarray(format="bgr24"), np.uint8), quality=quality)

    def _decode(self, moment: Moment) -> VideoFrame:
        wanted, found = moment.sample.shown_ticks, None
        self.decoded += 1
        try:
            for picture in _pictures(moment):
                if picture.pts is None:
                    continue
                if picture.pts == wanted:
                    found = picture
                size = picture.width * picture.height * 3 // 2
                self._pictures.put((moment.segment.id, picture.pts), picture, size)
        except av.error.FFmpegError as error:
            if found is None:
                raise _undecodable(moment) from error
        if found is None:
            raise _undecodable(moment)
        return found


def etag(moment: Moment, width: int | None) -> str:
    """What the picture's bytes depend on, as HTTP's `ETag`."""
    return f'"{moment.segment.id}-{moment.sample.shown_ticks}-{width or 0}"'


def _pictures(moment: Moment) -> Iterator[VideoFrame]:
    """The pictures from the keyframe to a few behind the chosen one."""
    with opened(moment.path) as handle:
        head = head_of(moment.segment, handle)
        upto = moment.samples[: moment.chosen + 1 + _AHEAD]
        context = _context(head.codec, len(upto))
        for number, sample in enumerate(upto):
            yield from context.decode(_packet(head, handle, sample, with_sets=number == 0))
        yield from context.decode(None)


def _context(codec: str, pictures: int) -> VideoCodecContext:
    context = av.CodecContext.create(codec, "r")
    assert isinstance(context, VideoCodecContext)
    context.thread_type = "FRAME" if pictures > 8 else "NONE"
    context.thread_count = min(_THREADS, os.cpu_count() or 1) if pictures > 8 else 1
    return context


def _packet(head: VideoTrack, handle: int, sample: StoredSample, *, with_sets: bool) -> "av.Packet[Any]":
    data = os.pread(handle, sample.size_bytes, sample.offset)
    units, at = [], 0
    while at + 4 <= len(data):
        size = int.from_bytes(data[at : at + 4], "big")
        units.append(data[at + 4 : at + 4 + size])
        at += 4 + size
    packet = av.Packet(annexb((*head.sets, *units) if with_sets else units))
    packet.pts, packet.dts = sample.shown_ticks, sample.decode_ticks
    return packet


def _key(moment: Moment, sample: StoredSample) -> _Key:
    return moment.segment.id, sample.shown_ticks


def _undecodable(moment: Moment) -> Fault:
    segment = moment.segment
    return Fault(FaultKind.CORRUPT, f"segment {segment.id}: the picture of {moment.at.isoformat()} cannot be decoded")
