"""Writes pictures into an H.264 MP4 file that everything plays."""

from fractions import Fraction
from pathlib import Path

import av
import av.error
import cv2
import numpy as np
from av.video.frame import VideoFrame

from kernel.errors import unavailable
from kernel.frame import Bgr

_TICKS = 90_000
_OPTIONS = {"preset": "veryfast", "crf": "23"}


class VideoWriter:
    """One file from its first picture on, which also says its size; others are brought to it. One thread.

    `close` makes the file whole, whatever happened before.
    """

    def __init__(self, path: Path, fps: float | None) -> None:
        """Raises an unavailable fault when the file cannot be made."""
        self._path = path
        try:
            self._container = av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"})
        except (av.error.FFmpegError, OSError) as error:
            raise unavailable(f"{path}: cannot be written ({error.strerror})") from error
        rate = Fraction(fps or 25).limit_denominator(1001)
        self._stream = self._container.add_stream("libx264", rate=rate, options=_OPTIONS)
        self._stream.pix_fmt = "yuv420p"
        self._stream.time_base = Fraction(1, _TICKS)
        self._stream.codec_context.time_base = Fraction(1, _TICKS)
        self._size: tuple[int, int] | None = None
        self._last = -1

    def write(self, picture: Bgr, at_s: float) -> None:
        """Add a picture shown `at_s` seconds after the first."""
        if self._size is None:
            self._size = self._stream.width, self._stream.height = picture.shape[1] & ~1, picture.shape[0] & ~1
        if (picture.shape[1], picture.shape[0]) != self._size:
            picture = np.asarray(cv2.resize(picture, self._size, interpolation=cv2.INTER_AREA), np.uint8)
        frame = VideoFrame.from_ndarray(np.ascontiguousarray(picture), format="bgr24")
        frame.time_base = Fraction(1, _TICKS)
        self._last = frame.pts = max(self._last + 1, round(at_s * _TICKS))
        self._mux(frame)

    def close(self) -> None:
        """Finish the file; one without a picture is removed."""
        try:
            if self._size is not None:
                self._mux(None)
        finally:
            self._container.close()
            if self._size is None:
                self._path.unlink(missing_ok=True)

    def _mux(self, frame: VideoFrame | None) -> None:
        try:
            for packet in self._stream.encode(frame):
                self._container.mux(packet)
        except (av.error.FFmpegError, OSError) as error:
            raise unavailable(f"{self._path}: cannot be written ({error.strerror})") from error
