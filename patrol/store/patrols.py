"""The tables of beats, checkpoints, tours and rounds."""

from datetime import datetime

from sqlalchemy import Float, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from kernel.journal import Json
from kernel.sql.database import Base

_ID = String(64)
_NAME = String(200)


class BeatRow(Base):
    """A beat. points: [lat, lon] each."""

    __tablename__ = "beat"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    name: Mapped[str] = mapped_column(_NAME)
    points: Mapped[list[Json]]


class CheckpointRow(Base):
    """A checkpoint. code: known to who prints it and to who stands before it."""

    __tablename__ = "checkpoint"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    name: Mapped[str] = mapped_column(_NAME)
    lat: Mapped[float] = mapped_column(Float(53))
    lon: Mapped[float] = mapped_column(Float(53))
    radius_m: Mapped[float] = mapped_column(Float(53))
    beat_id: Mapped[str | None] = mapped_column(_ID)
    code: Mapped[str] = mapped_column(String(32), unique=True)
    code_made_at: Mapped[datetime]


class TourRow(Base):
    """A tour; its fields as in patrol.tour.TourDraft."""

    __tablename__ = "tour"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    name: Mapped[str] = mapped_column(_NAME)
    checkpoint_ids: Mapped[list[Json]]
    kind: Mapped[str] = mapped_column(String(16))
    every_s: Mapped[float | None] = mapped_column(Float(53))
    hours: Mapped[list[Json]]
    is_varied: Mapped[bool]
    quiet_s: Mapped[float] = mapped_column(Float(53))
    grace_s: Mapped[float] = mapped_column(Float(53))
    created_at: Mapped[datetime]


class TourPointRow(Base):
    """When a checkpoint of a tour was looked at last, and by when it must be again."""

    __tablename__ = "tour_point"

    tour_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    checkpoint_id: Mapped[str] = mapped_column(_ID, primary_key=True)
    last_at: Mapped[datetime | None]
    last_callsign: Mapped[str | None] = mapped_column(String(24))
    due_at: Mapped[datetime | None]
    overdue_since: Mapped[datetime | None]


class TourRunRow(Base):
    """A round. plan: checkpoint ids in their order."""

    __tablename__ = "tour_run"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    tour_id: Mapped[str] = mapped_column(_ID)
    unit_id: Mapped[str] = mapped_column(_ID)
    callsign: Mapped[str] = mapped_column(String(24))
    state: Mapped[str] = mapped_column(String(16))
    plan: Mapped[list[Json]]
    started_at: Mapped[datetime]
    started_by: Mapped[str] = mapped_column(_NAME)
    ended_at: Mapped[datetime | None]
    ended_reason: Mapped[str] = mapped_column(Text)

    __table_args__ = (
        Index("tour_run_tour", "tour_id", "started_at"),
        Index("tour_run_unit", "unit_id", "started_at"),
        Index("tour_run_state", "state"),
    )


class ScanRow(Base):
    """A proof. phone_key: the phone's own, with the unit's id before it, so that what is sent again is known."""

    __tablename__ = "checkpoint_scan"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    phone_key: Mapped[str] = mapped_column(String(140), unique=True)
    run_id: Mapped[str | None] = mapped_column(_ID)
    checkpoint_id: Mapped[str] = mapped_column(_ID)
    unit_id: Mapped[str] = mapped_column(_ID)
    via: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime]
    device_at: Mapped[datetime]
    received_at: Mapped[datetime]
    lat: Mapped[float | None] = mapped_column(Float(53))
    lon: Mapped[float | None] = mapped_column(Float(53))
    accuracy_m: Mapped[float | None] = mapped_column(Float(53))
    distance_m: Mapped[float | None] = mapped_column(Float(53))
    flags: Mapped[list[Json]]

    __table_args__ = (Index("checkpoint_scan_run", "run_id"), Index("checkpoint_scan_at", "checkpoint_id", "at"))
