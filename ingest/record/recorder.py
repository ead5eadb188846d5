"""Records one stream: takes packets from the pull through a bounded queue and turns them into segments and gaps."""

import errno
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import structlog

from ingest.packet import Packet, StreamInfo
from ingest.record.chain import Chains
from ingest.record.crew import Crew
from ingest.record.gaplog import GapLog
from ingest.record.segment import Gap, Segment
from ingest.record.space import DiskSpace
from ingest.record.writer import SegmentWriter, stream_sets
from ingest.settings import IngestSettings
from kernel.clock import Clock, from_us
from kernel.errors import Fault
from kernel.ids import CameraId

log = structlog.get_logger()

DISK_FULL = "disk full"
DISK_SLOW = "disk too slow"
_DRAIN_S = 0.2  # the crew comes by about so often
_TELL_S = 1.0
_RETRY_S = 2.0
_TURN_LIMIT_US = 500_000


class Ledger(Protocol):
    """Who is told of footage and gaps; must not block."""

    def tell_segment(self, segment: Segment) -> None: ...

    def tell_gap(self, gap: Gap) -> None: ...


@dataclass(frozen=True, slots=True)
class RecorderKit:
    """What the recorders of a host share. on_full: called when the disk refuses, at most every two seconds by each."""

    ledger: Ledger
    chains: Chains
    space: DiskSpace
    crew: Crew
    on_full: Callable[[], None] = lambda: None


@dataclass(frozen=True, slots=True)
class Interruption:
    """The stream ended at `at`, or could not be had."""

    at: datetime
    reason: str


class Recorder:
    """`begin`, `put` and `interrupt` never block: a slow disk costs footage, never the pull. The crew does the rest."""

    def __init__(
        self, camera: CameraId, settings: IngestSettings, clock: Clock, kit: RecorderKit, gap: Gap | None = None
    ) -> None:
        self._camera = camera
        self._settings = settings
        self._clock = clock
        self._kit = kit
        # One thread puts, one takes: a deque needs no lock for that.
        self._queue: deque[Packet | Interruption] = deque(maxlen=settings.record_queue_packets)
        self._gaps = GapLog(camera, kit.ledger.tell_gap, gap)
        self._info: StreamInfo | None = None
        self._writer: SegmentWriter | None = None
        self._last: Packet | None = None
        self._turn: list[Packet] = []
        self._flushed_at = 0.0
        self._told_at = 0.0
        self._retry_at = 0.0
        self._stop = threading.Event()
        self._is_done = threading.Event()
        self.is_blocked = False
        self.dropped = 0
        self.segments = 0
        self.bytes = 0

    def start(self) -> None:
        self._kit.crew.enlist(self)

    def stop(self, reason: str, timeout_s: float = 10.0) -> bool:
        """Write what is queued, close the segment and open a gap for `reason`; returns whether it ended in time."""
        self.interrupt(self._clock.now(), reason)
        self._stop.set()
        self._kit.crew.hurry()
        return self._is_done.wait(timeout_s)

    def begin(self, info: StreamInfo) -> None:
        """What the packets from now on carry."""
        self._info = info

    def put(self, packet: Packet) -> None:
        """Record `packet`; while the queue is full the oldest in it goes."""
        if len(self._queue) == self._queue.maxlen:
            self.dropped += 1
        self._queue.append(packet)

    def interrupt(self, at: datetime, reason: str) -> None:
        """No more packets come for now."""
        self._queue.append(Interruption(at, reason))

    @property
    def gap(self) -> Gap | None:
        """The gap that the camera is in, for the next recorder of it."""
        return self._gaps.gap

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def work(self) -> bool:
        """Write what has come; for the crew only. Returns whether there will be more."""
        is_last = self._stop.is_set()
        for _ in range(len(self._queue)):
            self._guard(self._queue.popleft())
        self._flush_late()
        if is_last:
            self._is_done.set()
        return not is_last

    def _guard(self, item: Packet | Interruption) -> None:
        try:
            if isinstance(item, Interruption):
                self._end_turn()
                self._close()
                self._gaps.interrupt(self._interrupted_from(item.at), item.reason)
                self._last = None
            elif self._turn:
                self._take_in_turn(item)
            else:
                self._take(item)
        except OSError as error:
            self._failed(_disk_reason(error))
        except Fault as fault:
            self._failed(fault.message)
        except Exception as error:  # the thread's top: one odd packet must not end the recording
            log.exception("recording failed", camera=self._camera)
            self._failed(f"recording failed: {type(error).__name__}")

    def _take(self, packet: Packet) -> None:
        if packet.stream == "audio":
            if self._writer is not None:
                self._writer.add_sound(packet)
            return
        last, self._last = self._last, packet
        if self._writer is not None and last is not None and not _follows(last, packet):
            self._close()
            self._gaps.interrupt(_end(last), DISK_SLOW)
        if self._writer is not None and packet.is_keyframe and self._should_rotate(self._writer, packet):
            if self._writer.has_sound and not self._turn:
                self._last = last
                self._turn.append(packet)
                return
            self._close()
        if self._writer is None:
            self._open(packet)
        elif self._writer.add(packet):
            self._tell(self._writer)
            self._demand_space()

    def _take_in_turn(self, packet: Packet) -> None:
        """Between two files: the sound of the old one may come behind the keyframe of the new one."""
        border_us = self._turn[0].at_us
        is_sound = packet.stream == "audio"
        if is_sound and packet.at_us < border_us:
            if self._writer is not None:
                self._writer.add_sound(packet)
            return
        self._turn.append(packet)
        if is_sound or packet.at_us - border_us > _TURN_LIMIT_US:
            self._end_turn()

    def _end_turn(self) -> None:
        """Close the old file and go on with what waited for that, its keyframe first."""
        for packet in self._turn[:]:
            self._take(packet)
        self._turn.clear()

    def _open(self, packet: Packet) -> None:
        if not packet.is_keyframe or self._info is None or self._clock.monotonic() < self._retry_at:
            return
        folder = self._settings.footage_dir
        folder.mkdir(parents=True, exist_ok=True)
        self._demand_space()
        self._writer = SegmentWriter(folder, packet, self._info, int(self._settings.fragment_s * 1e6))
        self._flushed_at = self._clock.monotonic()
        self.segments += 1

    def _demand_space(self) -> None:
        if self._kit.space.is_short:
            raise OSError(errno.ENOSPC, "less is free than must stay free")

    def _should_rotate(self, writer: SegmentWriter, keyframe: Packet) -> bool:
        age_s = (from_us(keyframe.at_us) - writer.started_at).total_seconds()
        return age_s >= self._settings.segment_s or stream_sets(keyframe) != writer.sets

    def _flush_late(self) -> None:
        writer = self._writer
        if writer is None or not writer.has_pending:
            return
        if self._clock.monotonic() - self._flushed_at < self._settings.fragment_s + _DRAIN_S:
            return
        try:
            writer.flush()
            self._tell(writer)
        except OSError as error:
            self._failed(_disk_reason(error))

    def _tell(self, writer: SegmentWriter) -> None:
        now = self._flushed_at = self._clock.monotonic()
        is_first = self.is_blocked or self._gaps.gap is not None or writer.fragments == 1
        self.is_blocked = False
        self._gaps.resume(writer.started_at)
        if is_first or now - self._told_at >= _TELL_S:
            self._told_at = now
            self._kit.ledger.tell_segment(writer.segment)

    def _close(self) -> None:
        writer, self._writer = self._writer, None
        if writer is None:
            return
        segment = writer.close()
        if not writer.fragments:
            writer.remove()
            return
        self._gaps.resume(segment.started_at)
        self.bytes += segment.size_bytes
        self._kit.ledger.tell_segment(self._kit.chains.join(segment))

    def _failed(self, reason: str) -> None:
        """The disk refused, or what came cannot be written: keep what is whole, say why, try again at a keyframe."""
        writer = self._writer
        self._turn.clear()
        ended_at = writer.segment.ended_at if writer is not None else self._interrupted_from(self._clock.now())
        self._close()
        if not self.is_blocked:
            log.warning("recording stopped", camera=self._camera, reason=reason)
        self.is_blocked = True
        self._gaps.interrupt(ended_at, reason)
        self._retry_at = self._clock.monotonic() + _RETRY_S
        self._kit.on_full()

    def _interrupted_from(self, now: datetime) -> datetime:
        """Since when there is no footage: the end of the last packet, if it came just before."""
        if self._last is None or self._gaps.gap is not None:
            return now
        return min(now, _end(self._last))


def _follows(last: Packet, packet: Packet) -> bool:
    return packet.session == last.session and packet.number == last.number + 1


def _end(packet: Packet) -> datetime:
    return from_us(packet.at_us + packet.duration_us)


def _disk_reason(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DISK_FULL
    return f"disk error: {error.strerror or type(error).__name__}"
