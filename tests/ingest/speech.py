"""A voice for tests, and what a camera's loudspeaker was given of it."""

import time
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.audio.frame import AudioFrame
from numpy.typing import NDArray

from ingest.sources.back_channel import BackChannel
from ingest.sources.speech import SpeechEncoder

PITCH_HZ = 440
_RATE_HZ = 48_000
_FRAME = 960


def voice(frames: int, first: int = 0) -> list[AudioFrame]:
    """Frames of 20 ms as a browser's Opus decodes: 48 kHz in two channels, with times. first: their first number."""
    made = []
    for number in range(first, first + frames):
        at = np.arange(number * _FRAME, (number + 1) * _FRAME)
        wave = (np.sin(at * 2 * np.pi * PITCH_HZ / _RATE_HZ) * 16_000).astype(np.int16)
        frame = AudioFrame.from_ndarray(np.repeat(wave, 2)[None], "s16", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = _RATE_HZ, number * _FRAME, Fraction(1, _RATE_HZ)
        made.append(frame)
    return made


def talk(channel: BackChannel, frames: int, until: Callable[[], bool] = lambda: False) -> None:
    """Say so many frames at the pace of speech, or fewer: no more once `until` holds."""
    encoder = SpeechEncoder(channel.codec, channel.rate_hz)
    for frame in voice(frames):
        if until():
            return
        for at, payload in encoder.push(frame):
            channel.send(at, payload)
        time.sleep(0.018)


def is_heard(path: Path, at_least_s: float) -> bool:
    """Whether the loudspeaker got so much."""
    return path.is_file() and path.stat().st_size >= at_least_s * 16_000


def is_heard_soon(path: Path, at_least_s: float, within_s: float = 6.0) -> bool:
    """The same, waited for: GStreamer's server is deaf in some sessions, from the first packet to the last."""
    deadline = time.monotonic() + within_s
    while not is_heard(path, at_least_s) and time.monotonic() < deadline:
        time.sleep(0.05)
    return is_heard(path, at_least_s)


def heard(path: Path, at_least_s: float) -> NDArray[np.float64]:
    """What the loudspeaker got, in [-1, 1], as soon as it is so much."""
    deadline = time.monotonic() + 30
    while not is_heard(path, at_least_s):
        assert time.monotonic() < deadline, f"heard {path.stat().st_size if path.is_file() else 'nothing'}"
        time.sleep(0.05)
    data = path.read_bytes()
    return np.frombuffer(data[: len(data) // 2 * 2], "<i2") / 32_768


def pitch_hz(samples: NDArray[np.float64]) -> float:
    """The loudest frequency of sound at 8 kHz."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * 8000 / len(samples))


def level(samples: NDArray[np.float64]) -> float:
    """The root of the mean square."""
    return float(np.sqrt(np.mean(samples**2)))
