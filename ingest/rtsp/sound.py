"""RTP packets of AAC (RFC 3640, high bit-rate mode), Opus (RFC 7587) and plain samples back into frames. Pure."""

import struct
from dataclasses import dataclass

from ingest.packet import AudioInfo
from ingest.rtsp.description import Media

_RTP_BYTES = 12
_AAC_SAMPLES = 1024
_OPUS_HZ = 48_000
_TIMESTAMPS = 1 << 32
PLAIN = {"pcm_mulaw": 1, "pcm_alaw": 1, "pcm_s16be": 2}  # bytes of a sample, by FFmpeg's names


@dataclass(frozen=True, slots=True)
class SoundFrame:
    """One frame. ticks: its RTP time, unwrapped; duration_ticks: how long it sounds, by the track's clock."""

    ticks: int
    duration_ticks: int
    data: bytes


def audio_info(media: Media) -> AudioInfo | None:
    """What a track of AAC or Opus carries; None for any other."""
    if media.codec == "opus":
        head = b"OpusHead" + struct.pack("<BBHIhB", 1, media.channels, 312, _OPUS_HZ, 0, 0)
        return AudioInfo("opus", _OPUS_HZ, media.channels, head)
    is_high_rate = media.parameters.get("mode", "").lower() == "aac-hbr"
    try:
        config = bytes.fromhex(media.parameters.get("config", ""))
    except ValueError:
        return None
    if media.codec != "aac" or not is_high_rate or len(config) < 2:
        return None
    return AudioInfo("aac", media.clock_hz, media.channels, config)


class SoundDepacketizer:
    """One track's packets, in the order of their arrival. Not thread-safe."""

    def __init__(self, codec: str, channels: int = 1) -> None:
        self._is_opus = codec == "opus"
        self._sample_bytes = PLAIN.get(codec, 0) * channels
        self._last_timestamp: int | None = None
        self._ticks = 0
        self._begun = bytearray()  # a frame that is larger than a packet
        self._wanted = 0

    def unwrap(self, timestamp: int) -> int:
        """An RTP time near the newest one, in unwrapped ticks."""
        if self._last_timestamp is None:
            return timestamp
        step = (timestamp - self._last_timestamp) % _TIMESTAMPS
        return self._ticks + (step if step < _TIMESTAMPS // 2 else step - _TIMESTAMPS)

    def push(self, buffer: bytearray, start: int, end: int) -> list[SoundFrame]:
        """Take the RTP packet at `buffer[start:end]`; returns the frames that it completes."""
        (timestamp,) = struct.unpack_from(">I", buffer, start + 4)
        self._ticks, self._last_timestamp = self.unwrap(timestamp), timestamp
        payload = bytes(buffer[start + _RTP_BYTES : end])
        if self._sample_bytes:
            return [SoundFrame(self._ticks, len(payload) // self._sample_bytes, payload)] if payload else []
        if self._is_opus:
            return [SoundFrame(self._ticks, opus_samples(payload), payload)] if payload else []
        return self._aac(payload)

    def _aac(self, payload: bytes) -> list[SoundFrame]:
        if len(payload) < 4:
            return []
        count = (payload[0] << 8 | payload[1]) // 16
        sizes = [head >> 3 for (head,) in struct.iter_unpack(">H", payload[2 : 2 + 2 * count])]
        at, frames = 2 + 2 * count, []
        if count == 1 and sizes[0] > len(payload) - at:
            return self._part(payload[at:], sizes[0])
        for number, size in enumerate(sizes):
            if at + size > len(payload):
                break
            frames.append(SoundFrame(self._ticks + number * _AAC_SAMPLES, _AAC_SAMPLES, payload[at : at + size]))
            at += size
        return frames

    def _part(self, data: bytes, size: int) -> list[SoundFrame]:
        if size != self._wanted or len(self._begun) >= size:
            self._begun, self._wanted = bytearray(), size
        self._begun += data
        if len(self._begun) < size:
            return []
        whole, self._begun, self._wanted = bytes(self._begun[:size]), bytearray(), 0
        return [SoundFrame(self._ticks, _AAC_SAMPLES, whole)]


def opus_samples(frame: bytes) -> int:
    """How many samples at 48 kHz an Opus packet holds (RFC 6716 §3.1); 0 for one that is none."""
    if not frame:
        return 0
    kind = frame[0] >> 3
    if kind < 12:
        size = (480, 960, 1920, 2880)[kind & 3]
    elif kind < 16:
        size = (480, 960)[kind & 1]
    else:
        size = (120, 240, 480, 960)[kind & 3]
    code = frame[0] & 3
    count = 1 if code == 0 else 2 if code < 3 else frame[1] & 0x3F if len(frame) > 1 else 0
    return size * count
