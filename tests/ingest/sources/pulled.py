"""Pulls a source for a while, as the pull host does."""

import threading
import time
from itertools import pairwise

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext
from av.video.codeccontext import VideoCodecContext

from ingest.address import parse_address
from ingest.camera import PullOptions, Transport
from ingest.nal import nal_units, parameter_sets
from ingest.packet import AudioInfo, StreamInfo, Unit
from ingest.settings import IngestSettings
from ingest.sources.registry import open_source
from ingest.sources.tally import Tally
from kernel.clock import SystemClock

QUICK = IngestSettings(open_timeout_s=6, stall_timeout_s=4)


class Pulled:
    """What came of one address in `seconds`: its units, and when each came (Unix seconds)."""

    def __init__(self, url: str, seconds: float = 3.0, options: PullOptions | None = None) -> None:
        address, credentials = parse_address(url)
        options = options or PullOptions(wants_audio=True)
        source = open_source(address, credentials, QUICK, SystemClock(), options)
        stop = threading.Event()
        timer = threading.Timer(seconds, stop.set)
        timer.start()
        self.came_s: list[float] = []
        self.units: list[Unit] = []
        try:
            for unit in source.units(stop):
                self.units.append(unit)
                self.came_s.append(time.time())
        finally:
            timer.cancel()
            source.close()
        self.info: StreamInfo = source.info
        self.audio: AudioInfo | None = source.audio
        self.tally: Tally = source.tally

    @property
    def video(self) -> list[Unit]:
        return [unit for unit in self.units if unit.track == "video"]

    @property
    def sound(self) -> list[Unit]:
        return [unit for unit in self.units if unit.track == "audio"]

    def assert_sound_picture(self, fps: float = 15.0, reordered: int = 0) -> None:
        """Keyframes stand alone, times are even, every picture can be decoded.

        reordered: so many pictures that come behind a keyframe are shown before it; the first ones lean on what was
        before, and the last ones may be missing.
        """
        video = self.video
        keyframes = [unit for unit in video if unit.is_keyframe]
        assert keyframes
        wanted = 3 if self.info.codec == "hevc" else 2
        assert all(len(parameter_sets(self.info.codec, nal_units(unit.data))) == wanted for unit in keyframes)
        first = video.index(keyframes[0])
        pts = sorted(unit.pts_us for unit in video[first:] if unit.pts_us is not None)
        pts = pts[: len(pts) - reordered]
        assert max(abs(b - a - 1e6 / fps) for a, b in pairwise(pts)) < 2_000
        decoder = av.CodecContext.create(self.info.codec, "r")
        assert isinstance(decoder, VideoCodecContext)
        frames = [frame for unit in video[first:] for frame in decoder.decode(av.Packet(unit.data))]
        frames += decoder.decode(None)
        assert len(video) - first - reordered <= len(frames) <= len(video) - first

    def assert_tone(self, hz: float = 440.0) -> None:
        """The sound decodes to a tone of `hz`, and its times agree with how much of it there is."""
        assert self.audio is not None
        decoder = av.CodecContext.create(self.audio.codec, "r")
        assert isinstance(decoder, AudioCodecContext)
        decoder.extradata = self.audio.extradata
        decoder.sample_rate = self.audio.sample_rate_hz
        frames = [frame for unit in self.sound for frame in decoder.decode(av.Packet(unit.data))]
        samples = np.concatenate([frame.to_ndarray()[0] for frame in frames])
        rate_hz = frames[0].sample_rate
        middle = samples[rate_hz // 2 : rate_hz * 3 // 2]
        crossings = int(((middle[:-1] < 0) & (middle[1:] >= 0)).sum())
        assert abs(crossings - hz) <= 5
        pts = [unit.pts_us or 0 for unit in self.sound]
        assert all(a < b for a, b in pairwise(pts))
        assert abs((pts[-1] - pts[0]) / 1e6 - len(samples) / rate_hz) < 0.2


UDP = PullOptions(Transport.UDP, wants_audio=True)
