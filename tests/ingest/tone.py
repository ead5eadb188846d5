"""Sound for tests: a tone as AAC, in the raw frames that a camera sends."""

from fractions import Fraction

import av
import numpy as np
from av.audio.codeccontext import AudioCodecContext

from ingest.packet import AudioInfo, Packet
from tests.ingest.packets import CAMERA

RATE_HZ = 16_000
FRAME_US = 1024 * 1_000_000 // RATE_HZ


def tone(frames: int) -> tuple[AudioInfo, list[bytes]]:
    """`frames` frames of 64 ms each of 440 Hz, and what describes them."""
    encoder = av.CodecContext.create("aac", "w")
    assert isinstance(encoder, AudioCodecContext)
    encoder.sample_rate, encoder.layout, encoder.format = RATE_HZ, "mono", "fltp"
    encoder.time_base = Fraction(1, RATE_HZ)
    encoder.open()
    wave = np.sin(np.arange(1024 * (frames + 2)) * 2 * np.pi * 440 / RATE_HZ).astype(np.float32) / 2
    made: list[bytes] = []
    for number in range(frames + 2):
        frame = av.AudioFrame.from_ndarray(wave[None, number * 1024 : (number + 1) * 1024], "fltp", "mono")
        frame.sample_rate, frame.pts = RATE_HZ, number * 1024
        made += [bytes(packet) for packet in encoder.encode(frame)]
    return AudioInfo("aac", RATE_HZ, 1, bytes(encoder.extradata or b"")), made[:frames]


def tone_packets(info: AudioInfo, frames: list[bytes], start_us: int) -> list[Packet]:
    """The frames as a session hands them on."""
    times = [start_us + number * FRAME_US for number in range(len(frames))]
    return [
        Packet(CAMERA, "audio", 1, number, "aac", at_us, at_us, FRAME_US, True, data, config=info.extradata)
        for number, (at_us, data) in enumerate(zip(times, frames, strict=True))
    ]
