"""The tables of panics, and their rows as values."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Float, Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kernel.errors import not_found
from kernel.ids import IncidentId, UnitId
from kernel.sql.database import Base
from patrol.panic import STANDING, Panic, PanicId, PanicState
from patrol.store.read import place

_ID = String(64)
_NAME = String(200)
_STANDING = [state.value for state in STANDING]


class PanicRow(Base):
    """A panic."""

    __tablename__ = "panic"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    unit_id: Mapped[str] = mapped_column(_ID)
    callsign: Mapped[str] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(16))
    pressed_at: Mapped[datetime]
    received_at: Mapped[datetime]
    last_pressed_at: Mapped[datetime]
    presses: Mapped[int]
    lat: Mapped[float | None] = mapped_column(Float(53))
    lon: Mapped[float | None] = mapped_column(Float(53))
    accuracy_m: Mapped[float | None] = mapped_column(Float(53))
    incident_id: Mapped[str] = mapped_column(_ID)
    taken_at: Mapped[datetime | None]
    taken_by: Mapped[str | None] = mapped_column(_NAME)
    camera_asked_at: Mapped[datetime | None]
    camera_asked_by: Mapped[str | None] = mapped_column(_NAME)
    cleared_at: Mapped[datetime | None]
    cleared_by: Mapped[str | None] = mapped_column(_NAME)
    reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("panic_unit", "unit_id", "state"), Index("panic_state", "state"))


class PanicPressRow(Base):
    """A press that was counted; the phone's key keeps it from being counted twice."""

    __tablename__ = "panic_press"

    unit_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    key: Mapped[str] = mapped_column("press_key", _ID, primary_key=True)
    panic_id: Mapped[str] = mapped_column(_ID)
    pressed_at: Mapped[datetime]
    received_at: Mapped[datetime]


def panic_row(session: Session, panic_id: str) -> PanicRow:
    """The row of the panic; raises a not-found fault."""
    row = session.get(PanicRow, panic_id)
    if row is None:
        raise not_found("panic", panic_id)
    return row


def standing_row(session: Session, unit_id: str) -> PanicRow | None:
    """The unit's panic that nobody has cleared."""
    return session.scalar(select(PanicRow).where(PanicRow.unit_id == unit_id, PanicRow.state.in_(_STANDING)))


def standing(session: Session, unit_id: str | None = None) -> list[Panic]:
    """The panics that nobody has cleared, oldest first: of one unit, or all."""
    query = select(PanicRow).where(PanicRow.state.in_(_STANDING))
    if unit_id is not None:
        query = query.where(PanicRow.unit_id == unit_id)
    rows: Sequence[PanicRow] = session.scalars(query.order_by(PanicRow.received_at, PanicRow.id)).all()
    return [panic(row) for row in rows]


def panic(row: PanicRow) -> Panic:
    """The panic of a row."""
    return Panic(
        id=PanicId(row.id),
        unit_id=UnitId(row.unit_id),
        callsign=row.callsign,
        state=PanicState(row.state),
        pressed_at=row.pressed_at,
        received_at=row.received_at,
        last_pressed_at=row.last_pressed_at,
        presses=row.presses,
        position=place(row.lat, row.lon),
        accuracy_m=row.accuracy_m,
        incident_id=IncidentId(row.incident_id),
        taken_at=row.taken_at,
        taken_by=row.taken_by,
        camera_asked_at=row.camera_asked_at,
        camera_asked_by=row.camera_asked_by,
        cleared_at=row.cleared_at,
        cleared_by=row.cleared_by,
        reason=row.reason,
    )
