"""A camera that needs no camera: the synthetic street, encoded as H.264 in real time."""

import threading
from collections.abc import Iterator
from fractions import Fraction
from urllib.parse import parse_qsl

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from ingest.camera import SourceAddress
from ingest.nal import annexb, nal_units, parameter_sets
from ingest.packet import AudioInfo, StreamInfo, Unit
from ingest.sources.scene import Scene
from ingest.sources.tally import Tally
from kernel.clock import Clock
from kernel.errors import invalid


class PatternSettings(BaseModel):
    """What may stand behind the question mark of `pattern:street?seed=1&fps=10`."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    seed: int = Field(default=1, ge=0, le=2**31)
    fps: int = Field(default=10, ge=1, le=30)
    width: int = Field(default=640, ge=64, le=1920, multiple_of=2)
    height: int = Field(default=360, ge=64, le=1080, multiple_of=2)
    movers: int = Field(default=4, ge=0, le=64)
    gop_s: float = Field(default=2.0, ge=0.1, le=60)


class PatternSource:
    """Draws and encodes the street as time passes; its clock shows the scene's own seconds. One thread may use it."""

    is_one_behind = False
    audio: AudioInfo | None = None

    def __init__(self, address: SourceAddress, clock: Clock) -> None:
        self.settings = pattern_settings(address)
        self.scene = Scene(self.settings.seed, self.settings.movers, self.settings.width, self.settings.height)
        self.tally = Tally()
        self._clock = clock
        self._encoder = _encoder(self.settings)
        self._encoder.open()
        sets = parameter_sets("h264", nal_units(bytes(self._encoder.extradata or b"")))
        self.info = StreamInfo("h264", self.settings.width, self.settings.height, annexb(sets))

    def units(self, stop: threading.Event) -> Iterator[Unit]:
        """Unit n shows the scene at n / fps seconds."""
        started, number, fps = self._clock.monotonic(), 0, self.settings.fps
        while not stop.is_set():
            if self._clock.wait(number / fps - (self._clock.monotonic() - started), stop):
                return
            frame = VideoFrame.from_ndarray(self.scene.picture(number / fps), format="bgr24").reformat(format="yuv420p")
            frame.pts = number
            for packet in self._encoder.encode(frame):
                at_us = round((packet.pts or 0) * 1_000_000 / fps)
                yield Unit(at_us, at_us, 1_000_000 // fps, packet.is_keyframe, bytes(packet))
            number += 1

    def close(self) -> None:
        """Nothing is held that needs closing."""


def pattern_settings(address: SourceAddress) -> PatternSettings:
    """The typed fields of a pattern address; raises an invalid fault that names the first wrong one."""
    name, _, query = address.path.partition("?")
    if name != "street":
        raise invalid(f"pattern:{name}: there is no such pattern; write pattern:street")
    try:
        return PatternSettings.model_validate(dict(parse_qsl(query, keep_blank_values=True)))
    except ValidationError as error:
        first = error.errors()[0]
        raise invalid(f"{address}: {'.'.join(map(str, first['loc']))}: {first['msg'].lower()}") from None


def _encoder(settings: PatternSettings) -> VideoCodecContext:
    encoder = av.CodecContext.create("libx264", "w")
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = settings.width, settings.height, "yuv420p"
    encoder.time_base = Fraction(1, settings.fps)
    encoder.framerate = Fraction(settings.fps)
    encoder.thread_count = 1
    gop = max(1, round(settings.gop_s * settings.fps))
    encoder.options = {
        "preset": "superfast",
        "tune": "zerolatency",
        "crf": "24",
        "x264-params": f"keyint={gop}:min-keyint={gop}:scenecut=0:repeat-headers=1",
    }
    return encoder
