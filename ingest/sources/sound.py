"""A stream's sound as the house keeps it: AAC and Opus as they come, everything else turned into AAC-LC."""

import struct
from collections.abc import Iterator
from fractions import Fraction

import av
import av.error
from av.audio.codeccontext import AudioCodecContext
from av.audio.resampler import AudioResampler
from av.audio.stream import AudioStream
from av.packet import Packet as AvPacket

from ingest.packet import AudioInfo, Unit

_FRAME_SAMPLES = 1024  # of AAC-LC
_RATES_HZ = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350)
_ENCODED_RATES_HZ = (16_000, 44_100, 48_000)  # what every player takes; telephone sound is lifted to 16 kHz
_BITS_PER_CHANNEL = 32_000
_TORN_US = 100_000  # sound whose time is further off than this was interrupted


class SoundTrack:
    """Turns the packets of one audio stream into units. Not thread-safe.

    first: the stream's first packet, whose header describes AAC where the stream itself does not. Raises a ValueError
    when the sound is of a kind that cannot be read.
    """

    def __init__(self, stream: AudioStream, first: "AvPacket[AudioStream] | None") -> None:
        context = stream.codec_context
        codec, extradata = context.codec.canonical_name, bytes(context.extradata or b"")
        head = bytes(first)[:7] if first is not None else b""
        self._encoder: AacEncoder | None = None
        self._is_adts = codec == "aac" and not extradata and _is_adts(head)
        self._tick_us = float(stream.time_base * 1_000_000) if stream.time_base else 1.0
        if self._is_adts:
            self.info = _adts_info(head)
        elif codec == "aac" and extradata:
            self.info = AudioInfo("aac", context.sample_rate, context.channels, extradata)
        elif codec == "opus":
            self.info = AudioInfo("opus", 48_000, context.channels, _opus_head(context.channels, extradata))
        else:
            self._encoder = AacEncoder(context)
            self.info = self._encoder.info

    def units(self, packet: "AvPacket[AudioStream]", ahead_us: int | None) -> Iterator[Unit]:
        """The units in one packet. ahead_us: the sender's time of day less the stream's clock, None when unknown."""
        if not packet.size:
            return
        pts = packet.pts if packet.pts is not None else packet.dts
        pts_us = None if pts is None else round(pts * self._tick_us)
        if self._encoder is not None:
            for at_us, data in self._encoder.push(packet, pts_us):
                yield self._unit(at_us, self._encoder.frame_us, data, ahead_us)
            return
        data = bytes(packet)
        if self._is_adts and _is_adts(data):
            data = data[7 if data[1] & 1 else 9 :]
        yield self._unit(pts_us, round((packet.duration or 0) * self._tick_us), data, ahead_us)

    def _unit(self, pts_us: int | None, duration_us: int, data: bytes, ahead_us: int | None) -> Unit:
        sent_at_us = None if ahead_us is None or pts_us is None else pts_us + ahead_us
        return Unit(pts_us, pts_us, duration_us, is_keyframe=True, data=data, track="audio", sent_at_us=sent_at_us)


class AacEncoder:
    """Decodes, resamples and encodes; keeps the times of what comes in, over the samples that it holds back."""

    def __init__(self, context: AudioCodecContext) -> None:
        rate_hz = context.sample_rate
        channels = min(context.channels, 2)
        if rate_hz <= 0 or channels <= 0:
            raise ValueError("sound without a rate or channels")
        self._decoder = context
        self._rate_hz = next((rate for rate in _ENCODED_RATES_HZ if rate >= rate_hz), _ENCODED_RATES_HZ[-1])
        layout = "mono" if channels == 1 else "stereo"
        self._resampler = AudioResampler("fltp", layout, self._rate_hz, _FRAME_SAMPLES)
        encoder = av.CodecContext.create("aac", "w")
        assert isinstance(encoder, AudioCodecContext)
        encoder.sample_rate, encoder.layout, encoder.format = self._rate_hz, layout, "fltp"
        encoder.bit_rate, encoder.time_base = _BITS_PER_CHANNEL * channels, Fraction(1, self._rate_hz)
        encoder.thread_count = 1
        encoder.open()
        self._encoder = encoder
        self._start_us: int | None = None  # of the sample 0
        self._heard_us = 0.0  # how much came in
        self._samples = 0  # how many went to the encoder
        self.frame_us = _FRAME_SAMPLES * 1_000_000 // self._rate_hz
        self.info = AudioInfo("aac", self._rate_hz, channels, bytes(encoder.extradata or b""))

    def push(self, packet: "AvPacket[AudioStream]", pts_us: int | None) -> Iterator[tuple[int, bytes]]:
        """(stream time in µs, raw AAC frame) of what is whole by now; what cannot be decoded is left out."""
        try:
            frames = self._decoder.decode(packet)
        except av.error.InvalidDataError:
            return
        for frame in frames:
            self._follow(pts_us)
            self._heard_us += frame.samples * 1e6 / frame.sample_rate
            pts_us = None
            frame.pts = None
            for part in self._resampler.resample(frame):
                part.pts, part.time_base = self._samples, Fraction(1, self._rate_hz)
                self._samples += part.samples
                for done in self._encoder.encode(part):
                    yield (self._start_us or 0) + (done.pts or 0) * 1_000_000 // self._rate_hz, bytes(done)

    def _follow(self, pts_us: int | None) -> None:
        """Keep sample 0 where the packets say it was: gently, or at once when sound was lost in between."""
        if pts_us is None:
            return
        if self._start_us is None:
            self._start_us = pts_us
        late_us = pts_us - round(self._start_us + self._heard_us)
        self._start_us += late_us if abs(late_us) > _TORN_US else late_us // 64


def _is_adts(head: bytes) -> bool:
    return len(head) >= 7 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0


def _adts_info(head: bytes) -> AudioInfo:
    """What an ADTS header says, as an AudioSpecificConfig (ISO/IEC 14496-3 §1.A.2.2 and §1.6.2.1)."""
    kind, rate_place = (head[2] >> 6) + 1, (head[2] >> 2) & 0xF
    channels = (head[2] & 1) << 2 | head[3] >> 6
    if rate_place >= len(_RATES_HZ) or not channels:
        raise ValueError("AAC whose header names no rate or channels")
    return AudioInfo(
        "aac", _RATES_HZ[rate_place], channels, struct.pack(">H", kind << 11 | rate_place << 7 | channels << 3)
    )


def _opus_head(channels: int, extradata: bytes) -> bytes:
    """The identification header (RFC 7845 §5.1), made where the stream has none, as in RTP."""
    if extradata.startswith(b"OpusHead"):
        return extradata
    if not 1 <= channels <= 2:
        raise ValueError("Opus with more than two channels and no header")
    return b"OpusHead" + struct.pack("<BBHIHB", 1, channels, 312, 48_000, 0, 0)
