"""The catalogue of footage and of gaps, in the database."""

from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import datetime, timedelta
from typing import Literal, cast

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Index,
    Integer,
    Select,
    String,
    Text,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from ingest.packet import StreamName
from ingest.record.hold import holds_in_force
from ingest.record.ledger import FRESH, Span, SpanState, account, whole, with_holds
from ingest.record.segment import ChainLink, ExpiryRule, Gap, Segment, SegmentState, Tier
from kernel.actor import system
from kernel.clock import Clock, SystemClock
from kernel.errors import not_found
from kernel.ids import CameraId, SegmentId
from kernel.journal import JsonObject
from kernel.sql.database import Base, Database
from kernel.sql.journal import append
from kernel.sql.upsert import Upsert, write_rows

_INGEST = system("ingest")
_BATCH = 1000
_WITH_FILE = (SegmentState.OPEN.value, SegmentState.CLOSED.value)
_INSTANT = timedelta(microseconds=1)
_LINK_COLUMNS = ("chain_number", "chain_before", "chain")
_UNCHAINED = text("state = 'closed' AND chain_number IS NULL")


class SegmentRow(Base):
    """A recorded file, or the time of one that expired."""

    __tablename__ = "segment"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    camera_id: Mapped[str] = mapped_column(String(64))
    stream: Mapped[str] = mapped_column(String(8))
    path: Mapped[str] = mapped_column(String(200))
    codec: Mapped[str] = mapped_column(String(16))
    width: Mapped[int] = mapped_column(Integer)
    height: Mapped[int] = mapped_column(Integer)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    size_bytes: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str | None] = mapped_column(String(64))
    chain_number: Mapped[int | None] = mapped_column(Integer)
    chain_before: Mapped[str | None] = mapped_column(String(64))
    chain: Mapped[str | None] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16))
    tier: Mapped[str] = mapped_column(String(8), server_default=Tier.FIRST.value)
    expired_by: Mapped[str | None] = mapped_column(String(16))

    __table_args__ = (
        Index("segment_camera_end", "camera_id", "ended_at"),
        Index("segment_camera_start", "camera_id", "stream", "started_at"),
        Index("segment_state_start", "state", "started_at"),
        Index("segment_tier_start", "tier", "state", "started_at"),
        Index("segment_unchained", "id", sqlite_where=_UNCHAINED, postgresql_where=_UNCHAINED),
    )


class GapRow(Base):
    """Camera time without footage."""

    __tablename__ = "gap"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    camera_id: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(Text)

    __table_args__ = (Index("gap_camera_start", "camera_id", "started_at"),)


class Catalog:
    """Reads and writes the catalogue. Any thread; each method without a session is one short transaction."""

    def __init__(self, database: Database, clock: Clock | None = None) -> None:
        self._database = database
        self._clock = clock or SystemClock()

    def segments(
        self, camera: CameraId, start: datetime, end: datetime, stream: StreamName = "main"
    ) -> Sequence[Segment]:
        """The segments with a file that overlap [start, end), in order of time."""
        query = _overlapping(camera, start, end, stream).where(has_file())
        with self._database.read() as session:
            return [segment_of(row) for row in session.scalars(query)]

    def next_footage(self, camera: CameraId, at: datetime, stream: StreamName = "main") -> datetime | None:
        """The first instant at or after `at` of which there is footage; None when there is none any more."""
        later = (
            select(func.min(SegmentRow.started_at))
            .where(SegmentRow.camera_id == camera, SegmentRow.stream == stream, SegmentRow.started_at > at)
            .where(has_file())
        )
        if self.segments(camera, at, at + _INSTANT, stream):
            return at
        with self._database.read() as session:
            return session.scalar(later)

    def segment(self, segment_id: SegmentId) -> Segment:
        """Raises a not-found fault when there is no such segment, or its footage has expired."""
        with self._database.read() as session:
            row = session.get(SegmentRow, segment_id)
            if row is None or row.state not in _WITH_FILE:
                raise not_found("segment", segment_id)
            return segment_of(row)

    def spans(self, camera: CameraId, start: datetime, end: datetime) -> Sequence[Span]:
        """The ledger: spans that follow one another without a hole, from `start` (or the camera's first instant known
        here) to `end` (or now)."""
        now = self._clock.now()
        end = min(end, now)
        with self._database.read() as session:
            begun = _begun(session, camera)
            if begun is None or max(start, begun) >= end:
                return []
            start = max(start, begun)
            footage = _overlapping(camera, start - FRESH, end).where(SegmentRow.state != SegmentState.LOST.value)
            segments = [segment_of(row) for row in session.scalars(footage)]
            gaps = [_gap(row) for row in session.scalars(_gaps_overlapping(camera, start, end))]
            holds = holds_in_force(session, camera, start, end, now)
        return with_holds(account(segments, gaps, start, end, now), holds)

    def ledger(self, camera: CameraId, start: datetime, end: datetime) -> Sequence[Span]:
        """As `spans`, but from `start` to `end` whatever happens: what lies before the camera or in the future too."""
        return whole(self.spans(camera, start, end), start, end, self._clock.now())

    def after(self, segment_id: str, states: Sequence[SegmentState], limit: int = 1000) -> Sequence[Segment]:
        """Segments in these states with a greater id, in order of id: for a walk over all of them, page by page."""
        query = (
            select(SegmentRow)
            .where(SegmentRow.id > segment_id, SegmentRow.state.in_([state.value for state in states]))
            .order_by(SegmentRow.id)
            .limit(limit)
        )
        with self._database.read() as session:
            return [segment_of(row) for row in session.scalars(query)]

    def chain(self, camera: CameraId) -> Sequence[Segment]:
        """All rows of the camera that its hash chain is checked with."""
        query = select(SegmentRow).where(SegmentRow.camera_id == camera)
        query = query.where(SegmentRow.chain_number.is_not(None) | (SegmentRow.state == SegmentState.EXPIRED.value))
        with self._database.read() as session:
            return [segment_of(row) for row in session.scalars(query)]

    def has_moved(self) -> bool:
        """Whether anything lies in the second tier."""
        query = select(SegmentRow.id).where(SegmentRow.tier == Tier.SECOND.value, has_file()).limit(1)
        with self._database.read() as session:
            return session.scalar(query) is not None

    def has_expired(self, camera: CameraId, at: datetime) -> bool:
        """Whether the footage of that instant was let go by rule."""
        query = select(SegmentRow.id).where(SegmentRow.camera_id == camera, SegmentRow.started_at <= at)
        query = query.where(SegmentRow.ended_at > at, SegmentRow.state == SegmentState.EXPIRED.value).limit(1)
        with self._database.read() as session:
            return session.scalar(query) is not None

    def unclosed(self) -> Sequence[Segment]:
        """The segments whose writer did not close them."""
        query = select(SegmentRow).where(SegmentRow.state == SegmentState.OPEN.value).order_by(SegmentRow.started_at)
        with self._database.read() as session:
            return [segment_of(row) for row in session.scalars(query)]

    def open_gaps(self) -> dict[CameraId, Gap]:
        """The gap that each camera is in, if any; the newest, should a crash have left several."""
        query = select(GapRow).where(GapRow.ended_at.is_(None)).order_by(GapRow.started_at)
        with self._database.read() as session:
            return {CameraId(row.camera_id): _gap(row) for row in session.scalars(query)}

    def last_ends(self) -> dict[CameraId, datetime]:
        """Until when each camera has footage."""
        query = select(SegmentRow.camera_id, func.max(SegmentRow.ended_at)).group_by(SegmentRow.camera_id)
        with self._database.read() as session:
            return {CameraId(camera): ended_at for camera, ended_at in session.execute(query)}

    def last_links(self) -> dict[CameraId, ChainLink]:
        """The newest link of each camera's hash chain."""
        newest = (
            select(SegmentRow.camera_id, func.max(SegmentRow.chain_number).label("number"))
            .group_by(SegmentRow.camera_id)
            .subquery()
        )
        query = select(SegmentRow).join(
            newest, (SegmentRow.camera_id == newest.c.camera_id) & (SegmentRow.chain_number == newest.c.number)
        )
        with self._database.read() as session:
            links = {CameraId(row.camera_id): _link(row) for row in session.scalars(query)}
        return {camera: link for camera, link in links.items() if link is not None}

    def known(self, ids: Sequence[SegmentId]) -> dict[SegmentId, Segment]:
        """Which of `ids` have a row, and what it says."""
        found: dict[SegmentId, Segment] = {}
        with self._database.read() as session:
            for first in range(0, len(ids), _BATCH):
                query = select(SegmentRow).where(SegmentRow.id.in_(ids[first : first + _BATCH]))
                found |= {SegmentId(row.id): segment_of(row) for row in session.scalars(query)}
        return found

    def footage_bytes(self) -> int:
        """How much the segments with a file take on disk."""
        query = select(func.coalesce(func.sum(SegmentRow.size_bytes), 0))
        with self._database.read() as session:
            return int(session.scalar(query.where(has_file())) or 0)

    def save_segment(self, segment: Segment) -> None:
        """Insert or update; see `write_segment`."""
        with self._database.write() as session:
            self.write_segment(session, segment)

    def save_gap(self, gap: Gap) -> None:
        """Insert or update, journalled; see `write_gap`."""
        with self._database.write() as session:
            self.write_gap(session, gap)

    def forget(self, ids: Sequence[SegmentId]) -> None:
        """Remove rows whose files never held footage or are lost."""
        with self._database.write() as session:
            session.execute(delete(SegmentRow).where(SegmentRow.id.in_(ids)))

    def write_segment(self, session: Session, segment: Segment) -> None:
        """In the open transaction: insert or update."""
        write_rows(session, [segment_row(segment)])

    def write_gap(self, session: Session, gap: Gap) -> None:
        """In the open transaction: insert or update, and journal gap.opened and gap.closed when it newly is."""
        row = session.get(GapRow, gap.id)
        kinds = []
        if row is None:
            row = GapRow(id=gap.id, camera_id=gap.camera, started_at=gap.started_at, ended_at=None)
            session.add(row)
            kinds.append("gap.opened")
        if row.ended_at is None and gap.ended_at is not None:
            kinds.append("gap.closed")
        row.started_at, row.ended_at, row.reason = gap.started_at, gap.ended_at, gap.reason
        for kind in kinds:
            told = replace(gap, ended_at=None) if kind == "gap.opened" else gap
            append(session, self._clock.now(), _INGEST, kind, f"camera:{gap.camera}", gap_data(told))


def has_file() -> ColumnElement[bool]:
    """For queries: whether a segment's row stands for a file."""
    return SegmentRow.state.in_(_WITH_FILE)


def segment_row(segment: Segment) -> Upsert:
    """The segment as its row."""
    values: dict[str, object] = {
        "id": segment.id,
        "camera_id": segment.camera,
        "stream": segment.stream,
        "path": segment.path,
        "tier": segment.tier.value,
        "codec": segment.codec,
        "width": segment.width,
        "height": segment.height,
        "started_at": segment.started_at,
        "ended_at": segment.ended_at,
        "size_bytes": segment.size_bytes,
        "sha256": segment.sha256,
        "state": segment.state.value,
    }
    if segment.link is not None:
        values |= dict(zip(_LINK_COLUMNS, astuple(segment.link), strict=True))
    return Upsert(SegmentRow, "id", values)


def gap_data(gap: Gap) -> JsonObject:
    """The gap for the journal: a `SpanView` with its camera; `end` is null while it lasts."""
    return {
        "camera_id": gap.camera,
        "start": gap.started_at.isoformat(),
        "end": gap.ended_at.isoformat() if gap.ended_at else None,
        "state": SpanState.GAP.value,
        "reason": gap.reason,
    }


def _begun(session: Session, camera: CameraId) -> datetime | None:
    firsts = (
        session.scalar(select(func.min(GapRow.started_at)).where(GapRow.camera_id == camera)),
        session.scalar(select(func.min(SegmentRow.started_at)).where(SegmentRow.camera_id == camera)),
    )
    return min((first for first in firsts if first is not None), default=None)


def _overlapping(camera: CameraId, start: datetime, end: datetime, stream: StreamName = "main") -> Select[SegmentRow]:
    # A stream's rows follow one another: what reaches into the range from before it can only be the last one that
    # began before, or, after a step of the clock, the one before that. So the cost does not grow with the archive.
    before = (
        select(SegmentRow.started_at)
        .where(SegmentRow.camera_id == camera, SegmentRow.stream == stream, SegmentRow.started_at <= start)
        .order_by(SegmentRow.started_at.desc())
        .offset(1)
        .limit(1)
        .scalar_subquery()
    )
    return (
        select(SegmentRow)
        .where(SegmentRow.camera_id == camera, SegmentRow.stream == stream)
        .where(SegmentRow.started_at < end, SegmentRow.started_at >= func.coalesce(before, 0))
        .where(SegmentRow.ended_at > start)
        .order_by(SegmentRow.started_at)
    )


def _gaps_overlapping(camera: CameraId, start: datetime, end: datetime) -> Select[GapRow]:
    return (
        select(GapRow)
        .where(GapRow.camera_id == camera, GapRow.started_at < end)
        .where((GapRow.ended_at > start) | GapRow.ended_at.is_(None))
        .order_by(GapRow.started_at)
    )


def segment_of(row: SegmentRow) -> Segment:
    """The row as a value."""
    return Segment(
        id=SegmentId(row.id),
        camera=CameraId(row.camera_id),
        stream=cast(Literal["main", "sub"], row.stream),
        path=row.path,
        codec=row.codec,
        width=row.width,
        height=row.height,
        started_at=row.started_at,
        ended_at=row.ended_at,
        size_bytes=row.size_bytes,
        sha256=row.sha256,
        state=SegmentState(row.state),
        tier=Tier(row.tier),
        expired_by=ExpiryRule(row.expired_by) if row.expired_by else None,
        link=_link(row),
    )


def _link(row: SegmentRow) -> ChainLink | None:
    if row.chain_number is None or row.chain_before is None or row.chain is None:
        return None
    return ChainLink(row.chain_number, row.chain_before, row.chain)


def _gap(row: GapRow) -> Gap:
    return Gap(row.id, CameraId(row.camera_id), row.started_at, row.ended_at, row.reason)
