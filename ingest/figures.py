"""How each camera's stream is doing, in figures: written by the pull host every few seconds, read by whoever watches.

A row says what is so now and how much there has been since the host began; rates are over the last few seconds. It is
a level, like a position: it is overwritten and not journalled.
"""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Protocol

from sqlalchemy import BigInteger, Float, Integer, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from ingest.packet import Packet, StreamInfo
from ingest.record.scribe import Write
from ingest.record.segment import DECIDED, Gap, Segment
from kernel.clock import Clock, from_us
from kernel.ids import CameraId
from kernel.sql.database import Base
from kernel.sql.upsert import Upsert

EVERY_S = 5.0
_SMOOTH = 0.3  # how much of the newest keyframe interval goes into its mean


@dataclass(frozen=True, slots=True)
class CameraFigures:
    """The main stream of one camera.

    bitrate_bps, fps: over the last seconds, 0 while nothing comes. keyframe_s: usual time from keyframe to keyframe.
    packet_at: of the newest packet. clock_offset_s: how far the camera's clock is ahead of ours, None while unknown.
    packets, jumps, reconnects, damaged, record_dropped: since the host began. gap_reason: why nothing is recorded now;
    is_by_decision: because somebody wants it so. written_at: up to when footage has reached the disk.
    """

    camera: CameraId
    at: datetime
    is_online: bool
    bitrate_bps: float
    fps: float
    keyframe_s: float | None
    packet_at: datetime | None
    clock_offset_s: float | None
    packets: int
    jumps: int
    reconnects: int
    damaged: int
    record_dropped: int
    is_recorded: bool
    gap_reason: str | None
    is_by_decision: bool
    written_at: datetime | None


class CameraFiguresRow(Base):
    """The latest figures of one camera."""

    __tablename__ = "camera_figures"

    camera: Mapped[str] = mapped_column(String(64), primary_key=True)
    at: Mapped[datetime]
    is_online: Mapped[bool]
    bitrate_bps: Mapped[float] = mapped_column(Float)
    fps: Mapped[float] = mapped_column(Float)
    keyframe_s: Mapped[float | None] = mapped_column(Float)
    packet_at: Mapped[datetime | None]
    clock_offset_s: Mapped[float | None] = mapped_column(Float)
    packets: Mapped[int] = mapped_column(BigInteger)
    jumps: Mapped[int] = mapped_column(Integer)
    reconnects: Mapped[int] = mapped_column(Integer)
    damaged: Mapped[int] = mapped_column(BigInteger)
    record_dropped: Mapped[int] = mapped_column(BigInteger)
    is_recorded: Mapped[bool]
    gap_reason: Mapped[str | None] = mapped_column(Text)
    is_by_decision: Mapped[bool]
    written_at: Mapped[datetime | None]


def figures_row(figures: CameraFigures) -> Upsert:
    """The figures as their row."""
    return Upsert(CameraFiguresRow, "camera", {one.name: getattr(figures, one.name) for one in fields(CameraFigures)})


def read_figures(session: Session) -> dict[CameraId, CameraFigures]:
    """The latest figures of every camera that ever had any."""
    rows = session.scalars(select(CameraFiguresRow))
    names = [one.name for one in fields(CameraFigures)]
    found = [CameraFigures(**{name: getattr(row, name) for name in names}) for row in rows]
    return {one.camera: one for one in found}


class Gauge:
    """Counts the packets of a main stream as they pass; a sink of the session. Read from another thread."""

    def __init__(self) -> None:
        self.packets = 0
        self.bytes = 0
        self.keyframe_s: float | None = None
        self.at_us: int | None = None
        self._keyframe_us: int | None = None

    def begin(self, info: StreamInfo) -> None:
        """Whatever it is, it is counted."""

    def put(self, packet: Packet) -> None:
        if packet.stream != "main":
            return
        self.packets += 1
        self.bytes += len(packet.data)
        self.at_us = packet.at_us
        if packet.is_keyframe:
            if self._keyframe_us is not None and packet.at_us > self._keyframe_us:
                step_s = (packet.at_us - self._keyframe_us) / 1e6
                mean_s = self.keyframe_s
                self.keyframe_s = step_s if mean_s is None else mean_s + _SMOOTH * (step_s - mean_s)
            self._keyframe_us = packet.at_us

    def interrupt(self, at: datetime, reason: str) -> None:  # noqa: ARG002
        self._keyframe_us = None


class MeasuredSession(Protocol):
    """What is read of a session."""

    @property
    def is_online(self) -> bool: ...

    @property
    def clock_offset_s(self) -> float | None: ...

    jumps: int
    damaged: int


class MeasuredRecorder(Protocol):
    """What is read of a recorder."""

    @property
    def gap(self) -> Gap | None: ...

    @property
    def dropped(self) -> int: ...


@dataclass(frozen=True, slots=True)
class Measured:
    """A line of the pull host, as far as it is measured."""

    camera: CameraId
    gauge: Gauge
    session: MeasuredSession
    recorder: MeasuredRecorder | None
    reconnects: int


class Put(Protocol):
    """Takes a write for later; `Scribe.put` is one."""

    def __call__(self, key: tuple[str, str], write: Write) -> None: ...


class FiguresTeller:
    """Measures the lines and has their rows written. `tell` from one thread, `wrote` from any."""

    def __init__(self, put: Put, clock: Clock) -> None:
        self._put = put
        self._clock = clock
        self._written: dict[CameraId, datetime] = {}
        self._before: dict[CameraId, tuple[float, int, int]] = {}
        self._told_at: float | None = None

    def wrote(self, segment: Segment) -> None:
        """Footage has reached the disk up to the segment's end."""
        self._written[segment.camera] = segment.ended_at

    def tell(self, lines: Iterable[Measured]) -> None:
        """Write every line's row, if it is time."""
        now_s = self._clock.monotonic()
        if self._told_at is not None and now_s - self._told_at < EVERY_S:
            return
        self._told_at = now_s
        for line in lines:
            figures = self._measure(line, now_s)
            self._put(("figures", line.camera), figures_row(figures))

    def _measure(self, line: Measured, now_s: float) -> CameraFigures:
        gauge, session, recorder = line.gauge, line.session, line.recorder
        then_s, packets, size = self._before.get(line.camera, (now_s - EVERY_S, gauge.packets, gauge.bytes))
        if gauge.packets < packets:  # another line for the same camera
            packets, size = 0, 0
        self._before[line.camera] = (now_s, gauge.packets, gauge.bytes)
        passed_s = max(0.001, now_s - then_s)
        gap = recorder.gap if recorder is not None else None
        return CameraFigures(
            camera=line.camera,
            at=self._clock.now(),
            is_online=session.is_online,
            bitrate_bps=8 * (gauge.bytes - size) / passed_s,
            fps=(gauge.packets - packets) / passed_s,
            keyframe_s=gauge.keyframe_s,
            packet_at=None if gauge.at_us is None else from_us(gauge.at_us),
            clock_offset_s=session.clock_offset_s,
            packets=gauge.packets,
            jumps=session.jumps,
            reconnects=line.reconnects,
            damaged=session.damaged,
            record_dropped=recorder.dropped if recorder is not None else 0,
            is_recorded=recorder is not None,
            gap_reason=gap.reason if gap is not None else None,
            is_by_decision=gap is not None and gap.reason in DECIDED,
            written_at=self._written.get(line.camera),
        )
