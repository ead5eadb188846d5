"""Encodes pictures to an H.264 file made to be looped: closed GOPs of one length, no B-frames, a keyframe first."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from kernel.errors import invalid, unavailable
from kernel.frame import Bgr


@dataclass(frozen=True, slots=True)
class LoopFormat:
    """How a loop is encoded.

    fps: frames per second. gop_s: seconds from keyframe to keyframe. size: (width, height) in pixels, both even.
    preset, crf: x264's own; a slower preset or a smaller crf costs more and looks better.
    """

    fps: int | Fraction
    gop_s: float
    size: tuple[int, int]
    preset: str = "veryfast"
    crf: int = 25

    @property
    def gop_frames(self) -> int:
        """Frames from keyframe to keyframe, at least 1."""
        return max(1, round(self.gop_s * self.fps))


def encode_loop(path: Path, frames: Iterable[Bgr], fps: int | Fraction, gop_s: float, size: tuple[int, int]) -> int:
    """Write `frames` to the MP4 file `path` with the usual settings; returns how many there were. See `encode`."""
    return encode(path, frames, LoopFormat(fps, gop_s, size))


def encode(path: Path, frames: Iterable[Bgr], layout: LoopFormat) -> int:
    """Write `frames` to the MP4 file `path`, which appears only when it is whole; returns how many there were.

    frames: (height, width, 3) uint8, BGR, of the layout's size. One encoder thread: the caller decides what runs
    beside it. Raises an invalid fault for a bad size, a frame of another size or no frames at all.
    """
    width, height = layout.size
    if width % 2 or height % 2 or width <= 0 or height <= 0:
        raise invalid(f"loop {path.name}: {width}x{height} cannot be encoded; width and height must be even")
    part = path.with_name(path.name + ".part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        count = _write(part, frames, layout)
        if count == 0:
            raise invalid(f"loop {path.name}: no frames to encode")
        part.replace(path)
    except OSError as error:
        raise unavailable(f"loop {path.name}: cannot be written: {error.strerror or error}") from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)
    return count


def _write(part: Path, frames: Iterable[Bgr], layout: LoopFormat) -> int:
    width, height = layout.size
    count = 0
    with av.open(str(part), "w", format="mp4") as container:
        stream = _stream(container.add_stream("libx264", rate=Fraction(layout.fps)), layout)
        for picture in frames:
            if picture.shape != (height, width, 3):
                raise invalid(f"loop frame {count}: shape {picture.shape} is not that of a {width}x{height} picture")
            frame = VideoFrame.from_ndarray(picture, format="bgr24").reformat(format="yuv420p")
            frame.pts = count
            container.mux(stream.encode(frame))
            count += 1
        if count:
            container.mux(stream.encode(None))
    return count


def _stream(stream: VideoStream, layout: LoopFormat) -> VideoStream:
    stream.width, stream.height = layout.size
    stream.pix_fmt = "yuv420p"
    context = stream.codec_context
    context.time_base = 1 / Fraction(layout.fps)
    context.thread_count = 1
    gop = layout.gop_frames
    stream.options = {
        "preset": layout.preset,
        "crf": str(layout.crf),
        # A scene cut would add keyframes that break the fixed rhythm; an open GOP would refer across the seam.
        "x264-params": f"keyint={gop}:min-keyint={gop}:scenecut=0:open-gop=0:bframes=0",
    }
    return stream
