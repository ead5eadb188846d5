"""The table of closed roads."""

from datetime import datetime

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.journal import Json
from kernel.sql.database import Base


class ClosureRow(Base):
    """A closure in force; it goes with its lifting, the journal keeps it. points: [lat, lon] each."""

    __tablename__ = "road_closure"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    shape: Mapped[str] = mapped_column(String(16))
    points: Mapped[list[Json]]
    closed_to: Mapped[str] = mapped_column(String(16))
    reason: Mapped[str] = mapped_column(Text)
    drawn_at: Mapped[datetime]
    drawn_by: Mapped[str] = mapped_column(String(200))
