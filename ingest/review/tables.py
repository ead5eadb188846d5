"""The tables of bookmarks and cases."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.journal import Json
from kernel.sql.database import Base


class BookmarkRow(Base):
    """A bookmark; `ended_at` is that of the footage, None for an instant."""

    __tablename__ = "bookmark"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    camera_id: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    title: Mapped[str] = mapped_column(Text)
    note: Mapped[str] = mapped_column(Text)
    added_by_id: Mapped[str] = mapped_column(String(64))
    added_by_name: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    __table_args__ = (Index("bookmark_camera_start", "camera_id", "started_at"), Index("bookmark_start", "started_at"))


class CaseRow(Base):
    """A case; never deleted. `version` counts its changes."""

    __tablename__ = "review_case"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    number: Mapped[str] = mapped_column(String(40), unique=True)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    outcome: Mapped[str | None] = mapped_column(Text)
    people: Mapped[list[Json]]
    opened_by_id: Mapped[str] = mapped_column(String(64))
    opened_by_name: Mapped[str] = mapped_column(String(200))
    opened_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    version: Mapped[int] = mapped_column(Integer)

    __table_args__ = (Index("review_case_state", "state", "opened_at"),)


class CaseItemRow(Base):
    """A thing in a case; what was removed stays as a row that says so."""

    __tablename__ = "review_case_item"

    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    case_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(16))
    camera_id: Mapped[str | None] = mapped_column(String(64))
    started_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str | None] = mapped_column(String(64))
    size_bytes: Mapped[int | None] = mapped_column(BigInteger)
    export_id: Mapped[str | None] = mapped_column(String(64))
    hold_id: Mapped[str | None] = mapped_column(String(40))
    added_by_id: Mapped[str] = mapped_column(String(64))
    added_by_name: Mapped[str] = mapped_column(String(200))
    added_at: Mapped[datetime]
    removed_by_id: Mapped[str | None] = mapped_column(String(64))
    removed_by_name: Mapped[str | None] = mapped_column(String(200))
    removed_at: Mapped[datetime | None]
    remove_reason: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (Index("review_case_item_case", "case_id", "added_at"),)
