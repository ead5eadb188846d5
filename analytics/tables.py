"""The tables of analytics, and their rows as values."""

from dataclasses import fields
from datetime import datetime
from enum import StrEnum

from pydantic import BaseModel, Field, TypeAdapter
from sqlalchemy import Float, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from analytics.views import box_data, path_data, seen_by_data
from kernel.event import Event, EventPhase, SeenBy, Severity, Verdict
from kernel.geo import LatLon
from kernel.geometry import Box, Point
from kernel.ids import CameraId, EventId, IncidentId, RuleId
from kernel.journal import Json
from kernel.sql.database import Base

VERDICT_FIELDS = ("verdict", "verdict_reason", "verdict_by", "verdict_at", "incident_id")


class _Sighting(BaseModel):
    camera_id: str
    track: str | None
    start: datetime = Field(alias="from")
    end: datetime = Field(alias="to")


class SceneRow(Base):
    """The scene of one camera."""

    __tablename__ = "scene"

    camera_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    data: Mapped[dict[str, Json]]
    changed_at: Mapped[datetime]


class EventRow(Base):
    """One event. The machine writes what it saw, people write the verdict; neither overwrites the other."""

    __tablename__ = "event"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    camera: Mapped[str | None] = mapped_column(String(64))
    rule: Mapped[str | None] = mapped_column(String(64))
    kind: Mapped[str] = mapped_column(String(64))
    title: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(String(16))
    phase: Mapped[str] = mapped_column(String(16))
    opened_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    object_class: Mapped[str | None] = mapped_column(String(32))
    direction: Mapped[str | None] = mapped_column(String(16))
    confidence: Mapped[float] = mapped_column(Float)
    box: Mapped[list[Json]]
    path: Mapped[list[Json]]
    lat: Mapped[float | None] = mapped_column(Float)
    lon: Mapped[float | None] = mapped_column(Float)
    position_is_measured: Mapped[bool]
    clip_start: Mapped[datetime]
    clip_end: Mapped[datetime]
    has_snapshot: Mapped[bool]
    count: Mapped[int] = mapped_column(Integer)
    verdict: Mapped[str] = mapped_column(String(16))
    verdict_reason: Mapped[str | None] = mapped_column(Text)
    verdict_by: Mapped[str | None] = mapped_column(String(200))
    verdict_at: Mapped[datetime | None]
    incident_id: Mapped[str | None] = mapped_column(String(64))
    track: Mapped[str | None] = mapped_column(String(64))
    also_seen_by: Mapped[list[Json]] = mapped_column(default=list, server_default="[]")
    suppressed_by: Mapped[list[Json]] = mapped_column(default=list, server_default="[]")

    __table_args__ = (
        Index("event_newest", "opened_at", "id"),
        Index("event_camera", "camera", "opened_at"),
        Index("event_phase", "phase", "opened_at"),
        Index("event_verdict", "verdict", "opened_at"),
    )

    def write(self, event: Event, *, with_verdict: bool) -> None:
        """Take over the event's fields; without the verdict, only what the machine says."""
        for name in (field.name for field in fields(Event)):
            if name in VERDICT_FIELDS and not with_verdict:
                continue
            match name:
                case "box":
                    box = box_data(event.box)
                    self.box = [] if box is None else [box]
                case "path":
                    self.path = path_data(event.path)
                case "also_seen_by":
                    self.also_seen_by = seen_by_data(event.also_seen_by)
                case "suppressed_by":
                    self.suppressed_by = [*event.suppressed_by]
                case "position":
                    self.lat = event.position.lat if event.position else None
                    self.lon = event.position.lon if event.position else None
                case _:
                    value = getattr(event, name)
                    setattr(self, name, value.value if isinstance(value, StrEnum) else value)

    def event(self) -> Event:
        """The row as a value."""
        position = None if self.lat is None or self.lon is None else LatLon(self.lat, self.lon)
        return Event(
            id=EventId(self.id),
            camera=CameraId(self.camera) if self.camera else None,
            rule=RuleId(self.rule) if self.rule else None,
            kind=self.kind,
            title=self.title,
            severity=Severity(self.severity),
            phase=EventPhase(self.phase),
            opened_at=self.opened_at,
            updated_at=self.updated_at,
            closed_at=self.closed_at,
            object_class=self.object_class,
            direction=self.direction,
            confidence=self.confidence,
            box=next(iter(_BOXES.validate_python(self.box)), None),
            path=_PATH.validate_python(self.path),
            position=position,
            position_is_measured=self.position_is_measured,
            clip_start=self.clip_start,
            clip_end=self.clip_end,
            has_snapshot=self.has_snapshot,
            count=self.count,
            verdict=Verdict(self.verdict),
            verdict_reason=self.verdict_reason,
            verdict_by=self.verdict_by,
            verdict_at=self.verdict_at,
            incident_id=IncidentId(self.incident_id) if self.incident_id else None,
            track=self.track,
            also_seen_by=tuple(
                SeenBy(CameraId(s.camera_id), s.track, s.start, s.end)
                for s in _SIGHTINGS.validate_python(self.also_seen_by or [])
            ),
            suppressed_by=tuple(str(lesson) for lesson in self.suppressed_by or []),
        )


_BOXES = TypeAdapter(list[Box])
_PATH = TypeAdapter(tuple[Point, ...])
_SIGHTINGS = TypeAdapter(list[_Sighting])
