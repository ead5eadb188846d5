"""Shapes of incidents and response plans."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from console.api.schema.base import Draft, Name, Person, Place, Text, View
from console.api.schema.cameras import Stretch
from kernel.event import Severity


class IncidentState(StrEnum):
    NEW = "new"
    ACCEPTED = "accepted"
    DISPATCHED = "dispatched"
    ON_SCENE = "on_scene"
    CONTROLLED = "controlled"
    CLOSED = "closed"


class NoteView(View):
    at: datetime
    by: str
    text: str


class Sending(View):
    """What a response plan sends by itself."""

    plan_name: str
    units: int
    due_at: datetime
    state: Literal["counting", "stopped", "sent", "short"] = Field(
        description="short: fewer free units than the plan asks, perhaps none"
    )
    sent: int
    decided_at: datetime | None
    decided_by: str | None = Field(description="who stopped it or sent at once; null: the plan itself")
    taken_at: datetime | None = Field(description="when somebody answered the alarm that units were short")
    taken_by: str | None


class IncidentLink(View):
    """Another incident that is connected with this one."""

    incident_id: str
    number: int
    kind: Literal["related", "distinct", "merged_into", "merged_from"] = Field(
        description="distinct: a person said that it is not the same"
    )
    at: datetime
    by: str


class Check(View):
    """An item of the checklist."""

    number: int
    text: str
    done_at: datetime | None
    done_by: str | None


class IncidentView(View):
    id: str
    number: int
    title: str
    kind: str
    severity: Severity
    state: IncidentState
    position: Place | None
    camera_id: str | None
    event_ids: list[str]
    order_ids: list[str]
    opened_at: datetime
    opened_by: str
    taken_by: Person | None
    accepted_at: datetime | None
    closed_at: datetime | None
    disposition: str | None
    notes: list[NoteView]
    plan_id: str | None
    sending: Sending | None
    links: list[IncidentLink]
    checks: list[Check]


class IncidentDraft(Draft):
    """An incident by hand, without or with an event."""

    title: Name
    kind: Annotated[str, Field(max_length=64)] = "other"
    severity: Severity = Severity.MEDIUM
    position: Place | None = None
    event_id: str | None = None


class EventToIncident(Draft):
    title: Name | None = None
    severity: Severity | None = None


class NoteDraft(Draft):
    text: Annotated[str, Field(min_length=1, max_length=4000)]


class Closing(Draft):
    disposition: Annotated[str, Field(min_length=1, max_length=64)]
    note: Text = ""


class Reopening(Draft):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class StateDraft(Draft):
    """How far the work has come, by hand; `seen` is the state that was changed."""

    state: IncidentState
    seen: IncidentState
    reason: Annotated[str, Field(max_length=500)] = Field(default="", description="needed to go back")


class LinkDraft(Draft):
    incident_id: str
    kind: Literal["related", "distinct"] = "related"


class MergeDraft(Draft):
    into: str = Field(description="the incident in which this one goes on")


class OtherIncident(Draft):
    incident_id: str


class ItemDraft(Draft):
    text: Annotated[str, Field(min_length=1, max_length=200)]


class LikenessView(View):
    """An open incident that may be the same, and why."""

    incident_id: str
    number: int
    distance_m: float | None
    apart_s: float
    is_same_kind: bool
    is_same_camera: bool


class IncidentPage(View):
    items: list[IncidentView]
    next_cursor: str | None


class ResponsePlanView(View):
    """When an event matches, an incident opens without a hand."""

    id: str
    name: str
    is_enabled: bool
    event_kinds: list[str] = Field(description="empty: any")
    camera_ids: list[str] = Field(description="empty: any")
    min_severity: Severity
    incident_severity: Severity | None = Field(description="null: the event's")
    instruction: str
    rule_ids: list[str] = Field(description="empty: any")
    schedule: list[Stretch] = Field(description="by the house's wall clock; empty: always")
    send_units: int = Field(description="how many of the best free units are sent without a hand")
    countdown_s: float = Field(description="how long a dispatcher can stop that")


class ResponsePlanDraft(Draft):
    name: Name
    is_enabled: bool = True
    event_kinds: list[str] = Field(default_factory=list)
    camera_ids: list[str] = Field(default_factory=list)
    min_severity: Severity = Severity.HIGH
    incident_severity: Severity | None = None
    instruction: Text = ""
    rule_ids: list[str] = Field(default_factory=list)
    schedule: Annotated[list[Stretch], Field(max_length=336)] = Field(default_factory=list)
    send_units: Annotated[int, Field(ge=0, le=20)] = 0
    countdown_s: Annotated[float, Field(ge=0, le=600)] = 0.0
