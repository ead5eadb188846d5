"""Shapes of orders and what a unit sees."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from console.api.schema.base import Draft, Place, Text, View
from console.api.schema.incidents import IncidentView
from console.api.schema.units import UnitView
from kernel.event import Severity


class OrderState(StrEnum):
    SENT = "sent"
    DELIVERED = "delivered"
    SIGNED = "signed"
    EN_ROUTE = "en_route"
    ON_SCENE = "on_scene"
    HANDLED = "handled"
    REPORTED = "reported"
    DECLINED = "declined"
    RECALLED = "recalled"


class OrderStep(View):
    """A clock of the order: when it was reached, or by when it is due."""

    state: OrderState
    at: datetime | None
    due_at: datetime | None


LadderAction = Literal["warn", "realert", "duty_officer", "command"]


class LadderRung(View):
    """A rung of the ladder under which the order was sent."""

    action: LadderAction
    after_s: float


class Offer(View):
    """The next-best unit, as it was when command was told."""

    unit_id: str
    callsign: str
    travel_s: float | None


class Escalation(View):
    """A rung of the ladder that an unsigned order has climbed."""

    level: int
    action: LadderAction
    at: datetime
    phone_connected: bool = Field(description="whether the unit's phone could be reached then")
    offer: Offer | None
    taken_at: datetime | None = Field(description="when somebody answered: called the unit, or took the alarm")
    taken_by: str | None


class PhotoView(View):
    id: str
    content_type: str
    size_bytes: int


class ReportView(View):
    at: datetime
    text: str
    photos: list[PhotoView]


class OrderView(View):
    id: str
    incident_id: str
    unit_id: str
    callsign: str
    state: OrderState
    severity: Severity
    instruction: str
    position: Place | None
    sent_at: datetime
    sent_by: str
    steps: list[OrderStep]
    ladder: list[LadderRung]
    escalations: list[Escalation]
    next_escalation_at: datetime | None
    ended_reason: str | None
    report: ReportView | None


class OrderDraft(Draft):
    incident_id: str
    unit_id: str
    instruction: Text = ""


class OfferTaken(Draft):
    instead: bool = Field(default=False, description="recall the order that nobody signed")


class Refusal(Draft):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class Act(Draft):
    """A step pressed on the phone; `at` is the phone's time, kept beside the server's."""

    at: datetime | None = None


class UnitHome(View):
    """All that the phone page needs."""

    sequence: int
    unit: UnitView
    orders: list[OrderView]
    incidents: list[IncidentView]
