"""Motion JPEG over HTTP, encoded to H.264 here: nothing plays recordings of it. The one source that decodes."""

import threading
from collections.abc import Iterator
from fractions import Fraction

import av
import av.error
import httpx
from av.video.codeccontext import VideoCodecContext
from av.video.frame import PictureType, VideoFrame

from ingest.nal import annexb, nal_units, parameter_sets
from ingest.packet import AudioInfo, StreamInfo, Unit
from ingest.sources.multipart import Multipart
from ingest.sources.tally import Tally
from ingest.sources.web import WebClient
from kernel.clock import Clock
from kernel.errors import Fault, FaultKind, unavailable

FPS_LIMIT = 15
_GOP_US = 2_000_000
_TIME_BASE = Fraction(1, 1_000_000)


class MjpegSource:
    """Pictures as they arrive, at most `FPS_LIMIT` a second. One thread may use it."""

    is_one_behind = False
    audio: AudioInfo | None = None

    def __init__(self, client: WebClient, response: httpx.Response, boundary: str, clock: Clock) -> None:
        self.tally = Tally()
        self._client = client
        self._response = response
        self._clock = clock
        self._pictures = self._read(Multipart(boundary))
        self._decoder = av.CodecContext.create("mjpeg", "r")
        self._due_us = 0
        first = next(self._pictures, None)
        frame = None if first is None else self._decode(first)
        if frame is None:
            raise Fault(FaultKind.CORRUPT, f"{client.name}: what it sends as MJPEG are no pictures")
        self._first: VideoFrame | None = frame
        self._encoder = PictureEncoder(frame.width, frame.height)
        self.info = self._encoder.info

    def units(self, stop: threading.Event) -> Iterator[Unit]:
        """The units as they arrive; ends when the camera closes the connection."""
        if self._first is not None:
            frame, self._first = self._first, None
            yield from self._unit(frame, self._now_us())
        for picture in self._pictures:
            if stop.is_set():
                return
            now_us = self._now_us()
            if now_us < self._due_us:
                self.tally.skipped += 1
                continue
            shown = self._decode(picture)
            if shown is None:
                self.tally.damaged += 1
                continue
            if not self._encoder.fits(shown):
                raise unavailable(f"{self._client.name}: the picture's size has changed")
            yield from self._unit(shown, now_us)

    def close(self) -> None:
        self._response.close()
        self._client.close()

    def _unit(self, frame: VideoFrame, now_us: int) -> Iterator[Unit]:
        step_us = 1_000_000 // FPS_LIMIT
        self._due_us = max(self._due_us + step_us, now_us - step_us)
        self.tally.encoded += 1
        yield self._encoder.encode(frame, now_us)

    def _decode(self, picture: bytes) -> VideoFrame | None:
        """None for a picture that is none: one bad picture is no reason to hang up."""
        try:
            frames = self._decoder.decode(av.Packet(picture))
        except av.error.FFmpegError:
            return None
        frame = frames[0] if frames else None
        return frame if isinstance(frame, VideoFrame) and not frame.is_corrupt else None

    def _read(self, parts: Multipart) -> Iterator[bytes]:
        with self._client.reading(self._response):
            try:
                for chunk in self._response.iter_raw():
                    yield from parts.push(chunk)
            except ValueError:
                raise Fault(FaultKind.CORRUPT, f"{self._client.name}: what it sends is no MJPEG") from None

    def _now_us(self) -> int:
        return int(self._clock.monotonic() * 1e6)


class PictureEncoder:
    """Encodes pictures of one size to H.264, a keyframe every two seconds, nothing held back."""

    def __init__(self, width: int, height: int) -> None:
        self._size = (width, height)
        encoder = av.CodecContext.create("libx264", "w")
        assert isinstance(encoder, VideoCodecContext)
        # JPEG uses the full range of values, and so does the video: nothing is converted.
        encoder.width, encoder.height, encoder.pix_fmt = width & ~1, height & ~1, "yuvj420p"
        encoder.time_base, encoder.framerate, encoder.thread_count = _TIME_BASE, Fraction(FPS_LIMIT), 1
        encoder.options = {
            "preset": "superfast",
            "tune": "zerolatency",
            "crf": "24",
            "x264-params": "keyint=infinite:scenecut=0:repeat-headers=1",
        }
        encoder.open()
        self._encoder = encoder
        self._keyframe_us: int | None = None
        sets = parameter_sets("h264", nal_units(bytes(encoder.extradata or b"")))
        self.info = StreamInfo("h264", encoder.width, encoder.height, annexb(sets))

    def fits(self, frame: VideoFrame) -> bool:
        """Whether the picture has the size that is encoded."""
        return (frame.width, frame.height) == self._size

    def encode(self, frame: VideoFrame, at_us: int) -> Unit:
        """The picture as one access unit; at_us must rise."""
        width, height = self._encoder.width, self._encoder.height
        if (frame.format.name, frame.width, frame.height) != ("yuvj420p", width, height):
            frame = frame.reformat(width, height, "yuvj420p")
        frame.pts, frame.time_base = at_us, _TIME_BASE
        is_due = self._keyframe_us is None or at_us - self._keyframe_us >= _GOP_US
        frame.pict_type = PictureType.I if is_due else PictureType.NONE
        (packet,) = self._encoder.encode(frame)
        if packet.is_keyframe:
            self._keyframe_us = at_us
        return Unit(at_us, at_us, 0, packet.is_keyframe, bytes(packet))
