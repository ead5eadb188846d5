"""A voice as a camera's loudspeaker takes it: G.711 in packets of 20 ms."""

from fractions import Fraction

import av
from av.audio.codeccontext import AudioCodecContext
from av.audio.frame import AudioFrame
from av.audio.resampler import AudioResampler

from ingest.rtsp.speech import PACKET_MS

_TORN_S = 0.06  # a frame whose time is further off than this comes after a silence


class SpeechEncoder:
    """Resamples and encodes. codec: `pcm_mulaw` or `pcm_alaw`. Not thread-safe."""

    def __init__(self, codec: str, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._resampler = AudioResampler("s16", "mono", rate_hz, rate_hz * PACKET_MS // 1000)
        encoder = av.CodecContext.create(codec, "w")
        assert isinstance(encoder, AudioCodecContext)
        encoder.sample_rate, encoder.layout, encoder.format = rate_hz, "mono", "s16"
        encoder.time_base = Fraction(1, rate_hz)
        encoder.open()
        self._encoder = encoder
        self._samples = 0
        self._due_s: float | None = None

    def push(self, frame: AudioFrame) -> list[tuple[int, bytes]]:
        """(samples since the first one, payload) of each packet that the frame completes."""
        if frame.pts is not None and frame.time_base is not None:
            at_s = float(frame.pts * frame.time_base)
            late_s = 0.0 if self._due_s is None else at_s - self._due_s
            if late_s > _TORN_S:
                self._samples += round(late_s * self._rate_hz)
            if self._due_s is None or abs(late_s) > _TORN_S:
                self._due_s = at_s
            self._due_s += frame.samples / frame.sample_rate
            frame.pts = None
        done = []
        for part in self._resampler.resample(frame):
            part.pts = None
            for packet in self._encoder.encode(part):
                done.append((self._samples, bytes(packet)))
                self._samples += len(done[-1][1])
        return done
