"""RTP packets of one track back into access units, in order, complete, and still encoded.

Pure: packets and the time of their arrival go in, units come out.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from ingest.nal import annexb, nal_type, nal_units, parameter_sets
from ingest.packet import Unit

_SEQUENCES = 1 << 16
_TIMESTAMPS = 1 << 32
_WAITING_LIMIT = 512
_IDR = 5
_VIDEO_HZ, _AUDIO_HZ = 90_000, 48_000
# What a lost packet's second sending may take over a phone network, and what sound can wait.
VIDEO_PATIENCE_S, AUDIO_PATIENCE_S = 0.5, 0.1


class RtpPart(Protocol):
    """What is needed of an RTP packet. `_data`: its payload without the codec's packing, Annex B for H.264."""

    sequence_number: int
    timestamp: int
    marker: int
    _data: bytes


@dataclass(frozen=True, slots=True)
class SenderReport:
    """One moment on both of the sender's clocks: UTC in microseconds, and the track's RTP time."""

    utc_us: int
    timestamp: int


class Sequencer:
    """Puts packets into the order of their numbers; a hole is waited for `patience_s`, then given up."""

    def __init__(self, patience_s: float) -> None:
        self._patience_s = patience_s
        self._next: int | None = None
        self._waiting: dict[int, RtpPart] = {}
        self._waiting_since = 0.0

    def push(self, packet: RtpPart, now_s: float) -> Iterator[RtpPart | None]:
        """The packets that are in their turn now; None where some are missing for good."""
        if self._next is None:
            self._next = packet.sequence_number
        if self._ahead(packet.sequence_number) >= _SEQUENCES // 2:
            return  # it came before, or too late
        if not self._waiting:
            self._waiting_since = now_s
        self._waiting[packet.sequence_number] = packet
        yield from self._ready(now_s)
        if self._waiting and (now_s - self._waiting_since > self._patience_s or len(self._waiting) > _WAITING_LIMIT):
            self._next = min(self._waiting, key=self._ahead)
            yield None
            yield from self._ready(now_s)

    def _ready(self, now_s: float) -> Iterator[RtpPart]:
        while self._next is not None and (packet := self._waiting.pop(self._next, None)) is not None:
            self._next = (self._next + 1) % _SEQUENCES
            self._waiting_since = now_s
            yield packet

    def _ahead(self, sequence: int) -> int:
        return (sequence - (self._next or 0)) % _SEQUENCES


class TrackClock:
    """RTP times as microseconds that never wrap, and as the sender's UTC once it has told."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._last: int | None = None
        self._origin_us = 0
        self._report: tuple[int, int] | None = None

    def hear(self, report: SenderReport) -> None:
        """Take the sender's word of what its RTP time is in UTC."""
        self._report = (report.utc_us, self._extended(report.timestamp))

    def pts_us(self, timestamp: int, arrived_us: int) -> int:
        """Microseconds on a clock that begins, with the track's first unit, at `arrived_us`: so that sound and
        picture of one sender, whose RTP clocks have nothing in common, lie beside each other.
        """
        is_first = self._last is None
        ticks = self._extended(timestamp)
        self._last = ticks
        if is_first:
            self._origin_us = arrived_us - self._us(ticks)
        return self._origin_us + self._us(ticks)

    def sent_at_us(self, timestamp: int) -> int | None:
        """UTC by the sender's clock, None before its first report."""
        if self._report is None:
            return None
        utc_us, ticks = self._report
        return utc_us + self._us(self._extended(timestamp) - ticks)

    def _extended(self, timestamp: int) -> int:
        if self._last is None:
            return timestamp
        return self._last + (timestamp - self._last + _TIMESTAMPS // 2) % _TIMESTAMPS - _TIMESTAMPS // 2

    def _us(self, ticks: int) -> int:
        return ticks * 1_000_000 // self._rate_hz


Take = Callable[[Unit], None]


class VideoAssembly:
    """H.264 access units. Begins with a keyframe, and after a loss again: what lies between would be garbage."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._sequencer = Sequencer(VIDEO_PATIENCE_S)
        self.clock = TrackClock(_VIDEO_HZ)
        self._parts: list[bytes] = []
        self._timestamp: int | None = None
        self._needs_keyframe = True
        self._sets: tuple[bytes, ...] = ()
        self.keyframe_at_s: float | None = None
        self.holes = 0

    @property
    def is_whole(self) -> bool:
        """Whether units flow: a keyframe has come, and nothing was lost since."""
        return not self._needs_keyframe

    def push(self, packet: RtpPart, now_s: float) -> bool:
        """Take a packet; returns whether something was lost for good, so that a keyframe should be asked for."""
        has_lost = False
        for part in self._sequencer.push(packet, now_s):
            if part is None:
                self.holes += 1
                self._parts, self._needs_keyframe, has_lost = [], True, True
            elif part._data:  # where aiortc puts it; empty ones are padding
                self._append(part, now_s)
        return has_lost

    def _append(self, part: RtpPart, now_s: float) -> None:
        if self._parts and part.timestamp != self._timestamp:
            self._finish(now_s)  # a sender that marks no ends
        self._timestamp = part.timestamp
        self._parts.append(part._data)
        if part.marker:
            self._finish(now_s)

    def _finish(self, now_s: float) -> None:
        data, self._parts = b"".join(self._parts), []
        assert self._timestamp is not None
        units = nal_units(data)
        is_keyframe = any(nal_type("h264", unit) == _IDR for unit in units)
        if is_keyframe:
            data = self._with_sets(units, data)
        if is_keyframe and len(self._sets) == 2:
            self._needs_keyframe, self.keyframe_at_s = False, now_s
        if not self._needs_keyframe:
            self._take(_unit(self.clock, self._timestamp, now_s, data, is_keyframe))

    def _with_sets(self, units: Sequence[bytes], data: bytes) -> bytes:
        own = parameter_sets("h264", units)
        if len(own) == 2:
            self._sets = own
            return data
        return annexb(self._sets) + annexb([unit for unit in units if unit not in own])


class AudioAssembly:
    """Opus frames, each as it came in one packet; what is lost is left out."""

    def __init__(self, take: Take) -> None:
        self._take = take
        self._sequencer = Sequencer(AUDIO_PATIENCE_S)
        self.clock = TrackClock(_AUDIO_HZ)

    def push(self, packet: RtpPart, now_s: float) -> bool:
        """Take a packet; sound never asks for anything."""
        for part in self._sequencer.push(packet, now_s):
            if part is not None and part._data:
                self._take(_unit(self.clock, part.timestamp, now_s, part._data))
        return False


def opus_duration_us(frame: bytes) -> int:
    """How long a packet of Opus sounds, by its first bytes (RFC 6716 §3.1, §3.2); 0 for a malformed one."""
    if not frame:
        return 0
    configuration, code = frame[0] >> 3, frame[0] & 3
    if configuration < 12:
        each_us = (10_000, 20_000, 40_000, 60_000)[configuration & 3]
    elif configuration < 16:
        each_us = (10_000, 20_000)[configuration & 1]
    else:
        each_us = (2_500, 5_000, 10_000, 20_000)[configuration & 3]
    count = (1, 2, 2, frame[1] & 0x3F if len(frame) > 1 else 0)[code]
    return each_us * count


def _unit(clock: TrackClock, timestamp: int, now_s: float, data: bytes, is_keyframe: bool | None = None) -> Unit:
    """A unit of video, or of sound where `is_keyframe` is None."""
    pts_us = clock.pts_us(timestamp, round(now_s * 1_000_000))
    sent_at_us = clock.sent_at_us(timestamp)
    if is_keyframe is None:
        return Unit(pts_us, pts_us, opus_duration_us(data), True, data, "audio", sent_at_us)
    return Unit(pts_us, None, 0, is_keyframe, data, "video", sent_at_us)
