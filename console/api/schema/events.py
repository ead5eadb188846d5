"""Shapes of events."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from analytics.verdict import DismissReason
from console.api.schema.base import Draft, PictureBox, PicturePoint, Place, Unit01, View
from kernel.event import EventPhase, Severity, Verdict


class SeenByView(View):
    """Another camera that saw the same object during the event."""

    camera_id: str
    track: str | None = Field(None, description="its number in one run of that camera's analysis")
    start: datetime = Field(alias="from")
    end: datetime = Field(alias="to")


class EventView(View):
    id: str
    camera_id: str | None = Field(description="null: the house itself, or many cameras at once")
    rule_id: str | None
    kind: str
    title: str
    severity: Severity
    phase: EventPhase
    opened_at: datetime
    updated_at: datetime
    closed_at: datetime | None
    object_class: str | None
    direction: str | None
    confidence: Unit01
    box: PictureBox | None
    path: list[PicturePoint]
    position: Place | None
    position_is_measured: bool
    clip_start: datetime
    clip_end: datetime
    has_snapshot: bool
    count: int
    verdict: Verdict
    verdict_reason: str | None
    verdict_by: str | None
    verdict_at: datetime | None
    incident_id: str | None
    track: str | None = Field(None, description="the object, by its number in one run of the camera's analysis")
    also_seen_by: list[SeenByView] = Field(
        default_factory=list, description="other cameras that the same object passed meanwhile"
    )
    suppressed_by: list[str] = Field(
        default_factory=list, description="the lessons that keep it quiet; empty: it calls"
    )
    onvif_topic: str | None = Field(None, description="what ONVIF calls such an event")


class Dismissal(Draft):
    reason: DismissReason
    note: Annotated[str, Field(max_length=500)] = ""


class EventPage(View):
    items: list[EventView]
    next_cursor: str | None
