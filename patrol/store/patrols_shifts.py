"""The table of shifts."""

from datetime import datetime

from sqlalchemy import Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.journal import Json
from kernel.sql.database import Base


class ShiftRow(Base):
    """A shift. is_planned: False for a crew that signed on without a plan."""

    __tablename__ = "shift"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(64))
    crew: Mapped[list[Json]]
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    is_planned: Mapped[bool]
    signed_on_at: Mapped[datetime | None]
    signed_off_at: Mapped[datetime | None]
    hand_over: Mapped[str] = mapped_column(Text)
    forced_reason: Mapped[str] = mapped_column(Text)
    planned_by: Mapped[str] = mapped_column(String(200))

    __table_args__ = (Index("shift_unit", "unit_id", "state"), Index("shift_starts", "starts_at"))
