"""Reads a video file of any kind that FFmpeg knows, picture by picture, with its own times."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import TracebackType

import av
import av.error
import numpy as np
from av.container.input import InputContainer
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from ingest.decode import bgr_of, luma_of
from kernel.errors import invalid
from kernel.frame import Bgr, Frame
from kernel.ids import CameraId

_USUAL_FPS = 25.0
_SHORT = 0.02  # a file that holds so much less than it says was cut off


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """What the file says of itself; None where it does not. duration_s: of the whole."""

    codec: str
    width: int
    height: int
    fps: float | None
    frames: int | None
    duration_s: float | None


class VideoFile:
    """An open video file; to be read once, on one thread. damage: after reading, what was wrong with it, else None."""

    def __init__(self, path: Path) -> None:
        """Raises an invalid fault that says why the file cannot be read."""
        self.damage: str | None = None
        self._path = path
        self._container = _opened(path)
        self._stream = _video_of(self._container, path)
        self._bad = 0
        self.facts = _facts(self._container, self._stream)

    def __enter__(self) -> "VideoFile":
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self._container.close()

    def frames(self, camera: CameraId, begun_at: datetime) -> Iterator[Frame]:
        """All pictures; the first is that of `begun_at`. Times always advance, whatever the file says."""
        step_s = 1 / (self.facts.fps or _USUAL_FPS)
        first: float | None = None
        last_s, shift_s, number = -step_s, 0.0, 0
        for picture in self._pictures():
            has_time = picture.pts is not None and picture.time_base is not None
            told = picture.time if has_time else None
            first = told if first is None else first
            since_s = None if told is None or first is None else told - first
            at_s = last_s + step_s if since_s is None else since_s + shift_s
            if since_s is not None and at_s <= last_s:  # the file jumps back: what follows goes on from here
                at_s = last_s + step_s
                shift_s = at_s - since_s
            last_s = at_s
            yield _frame(picture, camera, begun_at + timedelta(microseconds=round(at_s * 1e6)), number)
            number += 1
        self._judge(number)

    def _pictures(self) -> Iterator[VideoFrame]:
        packets = self._container.demux(self._stream)
        seen = False
        while True:
            try:
                packet = next(packets, None)
            except av.error.FFmpegError as error:
                self.damage = f"cannot be read any further ({_why(error)})"
                return
            if packet is None:
                return
            try:
                pictures = packet.decode()
            except av.error.FFmpegError:
                self._bad += seen  # a stream that was cut out of a longer one begins with what cannot be decoded
                continue
            for picture in pictures:
                assert isinstance(picture, VideoFrame)
                seen = True
                self._bad += picture.is_corrupt
                yield picture

    def _judge(self, number: int) -> None:
        told = self.facts.frames
        if self.damage is None and told and number < min(told - 2, told * (1 - _SHORT)):
            self.damage = f"ends early: {number} of {told} frames"
        if self.damage is None and self._bad:
            self.damage = f"{self._bad} frames are damaged"
        if number == 0:
            raise invalid(f"{self._path}: holds no picture that can be decoded")


def _opened(path: Path) -> InputContainer:
    if path.is_dir():
        raise invalid(f"{path}: is a folder; name a video file")
    if not path.exists():
        raise invalid(f"{path}: there is no such file")
    if path.is_file() and path.stat().st_size == 0:
        raise invalid(f"{path}: is empty (0 bytes)")
    try:
        return av.open(str(path), metadata_errors="replace")
    except (av.error.FFmpegError, OSError) as error:
        raise invalid(f"{path}: cannot be read as video ({_why(error)})") from error


def _video_of(container: InputContainer, path: Path) -> VideoStream:
    for stream in container.streams.video:
        if not stream.disposition & stream.disposition.__class__.attached_pic and stream.codec_context is not None:
            stream.thread_type = "AUTO"
            return stream
    kinds = ", ".join(sorted({str(stream.type) for stream in container.streams})) or "nothing"
    raise invalid(f"{path}: holds no video that can be decoded, only {kinds}")


def _facts(container: InputContainer, stream: VideoStream) -> VideoFacts:
    rate = stream.average_rate or stream.guessed_rate
    duration_s = None
    if stream.duration is not None and stream.time_base is not None:
        duration_s = float(stream.duration * stream.time_base)
    elif container.duration is not None:
        duration_s = container.duration / 1_000_000
    context = stream.codec_context
    fps = float(rate) if rate else None
    return VideoFacts(context.name, context.width, context.height, fps, stream.frames or None, duration_s)


def _frame(picture: VideoFrame, camera: CameraId, at: datetime, number: int) -> Frame:
    turns = round(picture.rotation / 90) % 4
    luma = luma_of(picture)
    if turns:  # a telephone held upright says so beside its pictures
        luma = np.ascontiguousarray(np.rot90(luma, turns))
    return Frame(camera, at, number, luma, partial(_bgr, picture, turns))


def _bgr(picture: VideoFrame, turns: int) -> Bgr:
    bgr = bgr_of(picture)
    return np.ascontiguousarray(np.rot90(bgr, turns)) if turns else bgr


def _why(error: Exception) -> str:
    return str(getattr(error, "strerror", None) or error).lower()
