"""The tables of what was looked at, and of the operators' camera tours."""

from datetime import datetime

from sqlalchemy import Float, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.journal import Json
from kernel.sql.database import Base


class LookedRow(Base):
    """The newest look at a cell of the town; nobody is named."""

    __tablename__ = "looked_cell"

    y: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    x: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    by: Mapped[str] = mapped_column("looked_by", String(16), primary_key=True)
    at: Mapped[datetime]

    __table_args__ = (Index("looked_cell_at", "at"),)


class CameraTourRow(Base):
    """A tour through cameras: which, in turn, and how long each stays."""

    __tablename__ = "camera_tour"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    camera_ids: Mapped[list[Json]]
    dwell_s: Mapped[float] = mapped_column(Float(53))
    last_looked_at: Mapped[datetime | None]
    last_looked_by: Mapped[str | None] = mapped_column(String(200))
