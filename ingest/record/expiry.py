"""Lets footage go, in the database: what may go, in which order, and the row that says by which rule it went."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from ingest.record.catalog import SegmentRow, has_file, segment_of
from ingest.record.hold import exclude_deletion, is_held
from ingest.record.ledger import SEAM
from ingest.record.segment import ExpiryRule, Segment, SegmentState, Tier
from kernel.actor import system
from kernel.clock import Clock
from kernel.ids import CameraId, SegmentId
from kernel.journal import JsonObject
from kernel.sql.database import Database
from kernel.sql.journal import append

BATCH = 500
_RETENTION = system("retention")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which footage may go. spare: by camera, what ended after this time is left out."""

    camera: CameraId | None = None
    before: datetime | None = None
    tiers: tuple[Tier, ...] = tuple(Tier)
    spare: Mapping[CameraId, datetime] | None = None


class Expiry:
    """Any thread; each method is one short transaction. What a hold covers is never chosen and never expires."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def oldest(self, choice: Choice, limit: int = BATCH) -> Sequence[Segment]:
        """The oldest closed segments that may go."""
        query = self._free().order_by(SegmentRow.started_at).limit(limit)
        query = query.where(SegmentRow.tier.in_([tier.value for tier in choice.tiers]))
        if choice.camera is not None:
            query = query.where(SegmentRow.camera_id == choice.camera)
        if choice.before is not None:
            query = query.where(SegmentRow.ended_at < choice.before)
        for camera, since in (choice.spare or {}).items():
            query = query.where((SegmentRow.camera_id != camera) | (SegmentRow.ended_at <= since))
        with self._database.read() as session:
            return [segment_of(row) for row in session.scalars(query)]

    def used_bytes(self, camera: CameraId | None = None) -> int:
        """How much footage there is, of one camera or of all."""
        query = select(func.coalesce(func.sum(SegmentRow.size_bytes), 0)).where(has_file())
        if camera is not None:
            query = query.where(SegmentRow.camera_id == camera)
        with self._database.read() as session:
            return int(session.scalar(query) or 0)

    def held_bytes(self, tier: Tier | None = None) -> int:
        """How much of the footage holds keep."""
        query = select(func.coalesce(func.sum(SegmentRow.size_bytes), 0)).where(has_file(), self._held())
        if tier is not None:
            query = query.where(SegmentRow.tier == tier.value)
        with self._database.read() as session:
            return int(session.scalar(query) or 0)

    def expire(self, ids: Sequence[SegmentId], rule: ExpiryRule) -> Sequence[Segment]:
        """Mark segments as expired, those held meanwhile excepted; returns the ones whose file may go now.

        Expired neighbours become one row, so that the ledger stays small for years. One journal entry per camera.
        """
        with self._database.write() as session:
            exclude_deletion(session)
            rows = session.scalars(self._free().where(SegmentRow.id.in_(ids)).order_by(SegmentRow.started_at)).all()
            expired = [segment_of(row) for row in rows]
            for row in rows:
                _expire(session, row, rule)
            self._tell(session, expired, rule)
        return expired

    def _tell(self, session: Session, expired: Iterable[Segment], rule: ExpiryRule) -> None:
        in_cameras = sorted(expired, key=lambda segment: (segment.camera, segment.started_at))
        for camera, group in groupby(in_cameras, key=lambda segment: segment.camera):
            gone = list(group)
            data: JsonObject = {
                "camera_id": camera,
                "rule": rule.value,
                "start": gone[0].started_at.isoformat(),
                "end": max(segment.ended_at for segment in gone).isoformat(),
                "segments": len(gone),
                "size_bytes": sum(segment.size_bytes for segment in gone),
            }
            append(session, self._clock.now(), _RETENTION, "footage.expired", f"camera:{camera}", data)

    def _free(self) -> Select[SegmentRow]:
        return select(SegmentRow).where(SegmentRow.state == SegmentState.CLOSED.value, ~self._held())

    def _held(self) -> ColumnElement[bool]:
        return is_held(SegmentRow.camera_id, SegmentRow.started_at, SegmentRow.ended_at, self._clock.now())


def _expire(session: Session, row: SegmentRow, rule: ExpiryRule) -> None:
    before = session.scalar(
        select(SegmentRow)
        .where(SegmentRow.camera_id == row.camera_id, SegmentRow.stream == row.stream)
        .where(SegmentRow.ended_at.between(row.started_at - SEAM, row.started_at + SEAM))
        .where(SegmentRow.state == SegmentState.EXPIRED.value, SegmentRow.expired_by == rule.value)
        .limit(1)
    )
    if before is None:
        row.state, row.size_bytes, row.expired_by = SegmentState.EXPIRED.value, 0, rule.value
    else:
        before.ended_at = row.ended_at
        if (row.chain_number or 0) > (before.chain_number or 0):
            # The chain goes on behind the last of those that one row now stands for.
            before.chain_number, before.chain_before, before.chain = row.chain_number, row.chain_before, row.chain
        session.delete(row)
    session.flush()
