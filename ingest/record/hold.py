"""Holds: footage that nothing may delete, with who wanted it, why and until when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, Index, String, Text, exists, select, text
from sqlalchemy.orm import InstrumentedAttribute, Mapped, Session, mapped_column

from kernel.actor import Actor, ActorKind, system
from kernel.clock import Clock
from kernel.errors import conflict, invalid, not_found
from kernel.ids import CameraId, new_id
from kernel.journal import JsonObject
from kernel.sql.database import Base, Database
from kernel.sql.journal import append

REASON_LIMIT = 500
_LOCK_KEY = 0x484F4C44  # "HOLD": the advisory lock that keeps placing a hold and deleting footage apart on PostgreSQL
_RETENTION = system("retention")


class HoldState(StrEnum):
    """Where a hold is in its life."""

    ACTIVE = "active"
    RELEASED = "released"  # by a person
    ENDED = "ended"  # its time was up


@dataclass(frozen=True, slots=True)
class Hold:
    """A camera's footage in [start, end) stays, also what is recorded there only later, until `until` or a release."""

    id: str
    camera: CameraId
    start: datetime
    end: datetime
    reason: str
    until: datetime | None
    state: HoldState
    placed_at: datetime
    placed_by: Actor
    over_at: datetime | None = None
    released_by: Actor | None = None
    release_reason: str | None = None


class HoldRow(Base):
    """A hold; rows stay when it is over."""

    __tablename__ = "hold"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    camera_id: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime]
    reason: Mapped[str] = mapped_column(Text)
    until: Mapped[datetime | None]
    placed_at: Mapped[datetime]
    placed_by_kind: Mapped[str] = mapped_column(String(16))
    placed_by_id: Mapped[str] = mapped_column(String(64))
    placed_by_name: Mapped[str] = mapped_column(String(200))
    over_at: Mapped[datetime | None]
    released_by_kind: Mapped[str | None] = mapped_column(String(16))
    released_by_id: Mapped[str | None] = mapped_column(String(64))
    released_by_name: Mapped[str | None] = mapped_column(String(200))
    release_reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("hold_camera_start", "camera_id", "started_at"),)


class Holds:
    """Places, releases and lists holds. Any thread; each method is one short transaction, journalled."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def place(
        self, camera: CameraId, start: datetime, end: datetime, reason: str, until: datetime | None, actor: Actor
    ) -> Hold:
        """A new hold. The range may lie in the future; `until` None holds until somebody releases it.

        Raises an invalid fault for an empty range, a missing reason or an `until` that has passed.
        """
        now, reason = self._clock.now(), _reason(reason)
        if end <= start:
            raise invalid(f"camera {camera}: a hold that ends at {end.isoformat()}, before it starts")
        if until is not None and until <= now:
            raise invalid(f"camera {camera}: a hold until {until.isoformat()}, which has passed; name a later time")
        row = HoldRow(
            id=new_id("hold", now),
            camera_id=camera,
            started_at=start,
            ended_at=end,
            reason=reason,
            until=until,
            placed_at=now,
            placed_by_kind=actor.kind.value,
            placed_by_id=actor.id,
            placed_by_name=actor.name,
        )
        with self._database.write() as session:
            exclude_deletion(session)
            session.add(row)
            return self._told(session, row, now, actor, "hold.placed")

    def release(self, hold_id: str, actor: Actor, reason: str) -> Hold:
        """Let the footage go its usual way again. Raises a conflict when the hold is over already."""
        now, reason = self._clock.now(), _reason(reason)
        with self._database.write() as session:
            row = _row(session, hold_id)
            state = _hold(row, now).state
            if state is not HoldState.ACTIVE:
                raise conflict(f"hold {hold_id}: cannot be released, it is {state.value} already")
            row.over_at, row.release_reason = now, reason
            row.released_by_kind, row.released_by_id, row.released_by_name = actor.kind.value, actor.id, actor.name
            return self._told(session, row, now, actor, "hold.released")

    def get(self, hold_id: str) -> Hold:
        """Raises a not-found fault for an unknown id."""
        with self._database.read() as session:
            return _hold(_row(session, hold_id), self._clock.now())

    def list(
        self,
        camera: CameraId | None = None,
        start: datetime | None = None,
        end: datetime | None = None,
        is_active: bool | None = True,
    ) -> Sequence[Hold]:
        """Holds that overlap [start, end), newest first. is_active: False: only those that are over, None: all."""
        now = self._clock.now()
        query = select(HoldRow).order_by(HoldRow.placed_at.desc(), HoldRow.id.desc())
        if camera is not None:
            query = query.where(HoldRow.camera_id == camera)
        if start is not None:
            query = query.where(HoldRow.ended_at > start)
        if end is not None:
            query = query.where(HoldRow.started_at < end)
        if is_active is not None:
            query = query.where(_in_force(now) if is_active else ~_in_force(now))
        with self._database.read() as session:
            return [_hold(row, now) for row in session.scalars(query)]

    def end_due(self) -> int:
        """Journal the end of holds whose time is up; returns how many. They had no force any more."""
        now = self._clock.now()
        query = select(HoldRow).where(HoldRow.over_at.is_(None), HoldRow.until <= now)
        with self._database.read() as session:
            if session.scalar(query.limit(1)) is None:
                return 0
        with self._database.write() as session:
            rows = session.scalars(query).all()
            for row in rows:
                row.over_at = row.until
                self._told(session, row, now, _RETENTION, "hold.ended")
        return len(rows)

    def _told(self, session: Session, row: HoldRow, now: datetime, actor: Actor, kind: str) -> Hold:
        session.flush()
        hold = _hold(row, now)
        append(session, now, actor, kind, f"hold:{hold.id}", hold_data(hold))
        return hold


def hold_data(hold: Hold) -> JsonObject:
    """The hold in the shape of `HoldView`."""
    return {
        "id": hold.id,
        "camera_id": hold.camera,
        "start": hold.start.isoformat(),
        "end": hold.end.isoformat(),
        "reason": hold.reason,
        "until": hold.until.isoformat() if hold.until else None,
        "state": hold.state.value,
        "placed_at": hold.placed_at.isoformat(),
        "placed_by": {"id": hold.placed_by.id, "name": hold.placed_by.name},
        "over_at": hold.over_at.isoformat() if hold.over_at else None,
        "released_by": {"id": hold.released_by.id, "name": hold.released_by.name} if hold.released_by else None,
        "release_reason": hold.release_reason,
    }


def is_held(
    camera: InstrumentedAttribute[str],
    start: InstrumentedAttribute[datetime],
    end: InstrumentedAttribute[datetime],
    now: datetime,
) -> ColumnElement[bool]:
    """For a query over rows with a camera and a range: whether a hold that is in force at `now` overlaps it."""
    overlaps = (HoldRow.camera_id == camera, HoldRow.started_at < end, HoldRow.ended_at > start)
    return exists().where(*overlaps, _in_force(now))


def holds_in_force(session: Session, camera: CameraId, start: datetime, end: datetime, now: datetime) -> Sequence[Hold]:
    """The holds that keep footage of the camera in [start, end), oldest first."""
    query = (
        select(HoldRow)
        .where(HoldRow.camera_id == camera, HoldRow.started_at < end, HoldRow.ended_at > start, _in_force(now))
        .order_by(HoldRow.placed_at, HoldRow.id)
    )
    return [_hold(row, now) for row in session.scalars(query)]


def exclude_deletion(session: Session) -> None:
    """In a write transaction: until it ends, nobody else places a hold or deletes footage."""
    # SQLite has one writer at a time anyway.
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK_KEY})


def _in_force(now: datetime) -> ColumnElement[bool]:
    return HoldRow.over_at.is_(None) & (HoldRow.until.is_(None) | (HoldRow.until > now))


def _reason(text_: str) -> str:
    reason = text_.strip()
    if not 0 < len(reason) <= REASON_LIMIT:
        raise invalid(f"hold: say why, in at most {REASON_LIMIT} characters")
    return reason


def _row(session: Session, hold_id: str) -> HoldRow:
    row = session.get(HoldRow, hold_id)
    if row is None:
        raise not_found("hold", hold_id)
    return row


def _hold(row: HoldRow, now: datetime) -> Hold:
    over_at = row.over_at or (row.until if row.until is not None and row.until <= now else None)
    state = HoldState.ACTIVE if over_at is None else HoldState.RELEASED if row.released_by_id else HoldState.ENDED
    released_by = None
    if row.released_by_kind and row.released_by_id:
        released_by = Actor(ActorKind(row.released_by_kind), row.released_by_id, row.released_by_name or "")
    return Hold(
        id=row.id,
        camera=CameraId(row.camera_id),
        start=row.started_at,
        end=row.ended_at,
        reason=row.reason,
        until=row.until,
        state=state,
        placed_at=row.placed_at,
        placed_by=Actor(ActorKind(row.placed_by_kind), row.placed_by_id, row.placed_by_name),
        over_at=over_at,
        released_by=released_by,
        release_reason=row.release_reason,
    )
