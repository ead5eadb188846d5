"""Reads an open container: its video and, if wanted, its sound, as units on one clock."""

import struct
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import av.error
import structlog
from av.audio.stream import AudioStream
from av.container.input import InputContainer
from av.packet import Packet as AvPacket
from av.video.stream import VideoStream

from ingest.packet import AudioInfo, Unit
from ingest.sources.annexb import Normaliser
from ingest.sources.faults import source_fault
from ingest.sources.sound import SoundTrack
from ingest.sources.tally import Tally
from kernel.errors import Fault, FaultKind

log = structlog.get_logger()

_LOOKED_THROUGH = 400  # packets in which the sound must begin, where only its packets describe it
_WAITED_S = 0.01  # a packet that took so long to come is a new one
_BACKLOG_LIMIT = 2_000

if TYPE_CHECKING:
    AnyPacket = AvPacket[VideoStream] | AvPacket[AudioStream]


class Demuxer:
    """The units of one container. One thread may use it; closing it closes the container.

    has_dts: whether its decoding times are its own, not guesses. Raises a corrupt fault that names `address` when it
    holds no video that the house records; sound that cannot be read is left out.
    """

    def __init__(self, container: InputContainer, address: str, has_dts: bool, wants_audio: bool) -> None:
        self.container = container
        self.tally = Tally()
        self._address = address
        self._backlog: list[AnyPacket] = []
        self._newest_us = 0
        self._sound: SoundTrack | None = None
        try:
            if not container.streams.video:
                raise Fault(FaultKind.CORRUPT, f"{address}: carries no video; check that it names a video stream")
            self._video = container.streams.video[0]
            self._normaliser = Normaliser(self._video, address, has_dts)
            self._audio = container.streams.audio[0] if wants_audio and container.streams.audio else None
            if self._audio is not None:
                self._sound = self._begin_sound(self._audio)
        except BaseException:
            container.close()
            raise
        self.info = self._normaliser.info

    @property
    def audio(self) -> AudioInfo | None:
        return self._sound.info if self._sound else None

    def units(self, stop: threading.Event, stall_timeout_s: float) -> Iterator[Unit]:
        """The units as they arrive; ends with the container or when `stop` is set."""
        backlog, self._backlog = self._backlog, []
        try:
            for packet in backlog:
                age_us = max(0, self._newest_us - _time_us(packet))
                yield from (replace(unit, age_us=age_us) for unit in self.units_of(packet))
            for packet in self._packets():
                if stop.is_set():
                    return
                yield from self.units_of(packet)
        except (av.error.FFmpegError, OSError) as error:
            raise source_fault(self._address, error, stall_timeout_s) from None

    def units_of(self, packet: "AnyPacket") -> Iterator[Unit]:
        """The units in one packet."""
        stream = packet.stream
        if isinstance(stream, VideoStream):
            self.tally.damaged += packet.is_corrupt
            yield from self._normaliser.units(packet, _ahead_us(packet))  # type: ignore[arg-type]
        elif self._sound is not None:
            yield from self._sound.units(packet, _ahead_us(packet))  # type: ignore[arg-type]

    def catch_up(self) -> None:
        """Take what came while the stream was found out about: of that the newest came just now, the rest earlier."""
        last_s = time.monotonic()
        try:
            for packet in self._packets():
                if packet.size:
                    self._backlog.append(packet)
                    self._newest_us = max(self._newest_us, _time_us(packet))
                now_s = time.monotonic()
                if now_s - last_s > _WAITED_S or len(self._backlog) >= _BACKLOG_LIMIT:
                    return
                last_s = now_s
        except (av.error.FFmpegError, OSError):
            return  # reading on will say it again

    def restart(self) -> None:
        """The container begins anew, as a looped file does."""
        self._backlog = []
        self._normaliser.restart()

    def close(self) -> None:
        self.container.close()

    def _packets(self) -> "Iterator[AnyPacket]":
        streams = (self._video,) if self._sound is None else (self._video, self._audio)
        yield from self.container.demux(*streams)  # type: ignore[misc]

    def _begin_sound(self, stream: AudioStream) -> SoundTrack | None:
        try:
            context = stream.codec_context
            is_described = bool(context.extradata) or context.codec.canonical_name != "aac"
            return SoundTrack(stream, None if is_described else self._first_sound(stream))
        except (ValueError, av.error.FFmpegError) as error:
            log.warning("sound cannot be read", source=self._address, reason=str(error))
            return None

    def _first_sound(self, stream: AudioStream) -> "AvPacket[AudioStream] | None":
        for packet in self.container.demux(self._video, stream):
            self._backlog.append(packet)  # type: ignore[arg-type]
            if packet.stream is stream and packet.size:
                return packet  # type: ignore[return-value]
            if len(self._backlog) >= _LOOKED_THROUGH:
                break
        return None


def _time_us(packet: "AnyPacket") -> int:
    at = packet.dts if packet.dts is not None else packet.pts
    return 0 if at is None else round(at * packet.time_base * 1_000_000)


def _ahead_us(packet: "AnyPacket") -> int | None:
    """The sender's time of day less the stream's clock: FFmpeg gives it with each packet after a sender report."""
    if packet.pts is None or not packet.has_sidedata("prft"):
        return None
    # AVProducerReferenceTime: int64 wallclock in microseconds, int flags.
    wallclock_us = struct.unpack_from("=q", bytes(packet.get_sidedata("prft")))[0]
    return int(wallclock_us) - round(packet.pts * packet.time_base * 1_000_000)
