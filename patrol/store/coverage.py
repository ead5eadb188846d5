"""The tables of protected places and of those that nobody covers."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from kernel.sql.database import Base


class ProtectedPlaceRow(Base):
    """A protected place. unit_kind: None for any."""

    __tablename__ = "protected_place"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    lat: Mapped[float]
    lon: Mapped[float]
    weight: Mapped[float]
    within_s: Mapped[float]
    unit_kind: Mapped[str | None] = mapped_column(String(16))
    added_at: Mapped[datetime]


class CoverageVoidRow(Base):
    """A place that was told to be open; it goes when the place is told to be covered again."""

    __tablename__ = "coverage_void"

    place_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    told_at: Mapped[datetime]
