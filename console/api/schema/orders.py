"""Shapes of orders and what a unit sees."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from console.api.schema.base import Draft, Place, Text, View
from console.api.schema.incidents import IncidentView
from console.api.schema.messages import MessageView
from console.api.schema.panics import PanicView
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


class OrderLink(View):
    """Another order, of another unit."""

    order_id: str
    callsign: str


DeclineCode = Literal["busy", "too_far", "vehicle", "unsafe", "other"]


class Ending(View):
    """How an order ended before its work was done, and who knows of it."""

    code: DeclineCode | None = Field(description="why the crew declined; null: in words, or it was taken back")
    awaits: Literal["crew", "room"] | None = Field(description="who has not answered it yet")
    seen_at: datetime | None
    seen_by: str | None
    offer: Offer | None = Field(description="the next-best unit when it was declined")
    handed_to: OrderLink | None = Field(description="the order that took over")


class Arrival(View):
    """What an arrival rests on: somebody pressed it, or the unit's positions prove it."""

    grade: Literal["pressed", "position"]
    distance_m: float | None = Field(description="of the nearest trustworthy position from the place")
    accuracy_m: float | None
    fixes: int = Field(description="how many positions lay at the place")


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
    ending: Ending | None = Field(description="set where it was declined or taken back")
    handed_from: OrderLink | None = Field(description="the order that it took over")
    arrival: Arrival | None = Field(description="set once the unit is there")


class OrderDraft(Draft):
    incident_id: str
    unit_id: str
    instruction: Text = ""


class OfferTaken(Draft):
    instead: bool = Field(default=False, description="recall the order that nobody signed")


class Refusal(Draft):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class Decline(Draft):
    """The crew cannot: a reason from the list, or words, or both; `at` is the phone's time."""

    code: DeclineCode | None = None
    reason: Annotated[str, Field(max_length=500)] = ""
    at: datetime | None = None


class HandOver(Draft):
    unit_id: str
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class Reinforcement(Draft):
    unit_id: str | None = Field(default=None, description="null: the unit that ranks first")


class Arrangement(Draft):
    """The order of work of a unit: as it should be, and as it was when somebody changed it."""

    order_ids: Annotated[list[str], Field(max_length=100)]
    seen: Annotated[list[str], Field(max_length=100)]


class ReservationDraft(Draft):
    """For what to keep a unit: an incident, or what the note says."""

    until: datetime
    start: datetime | None = Field(default=None, description="null: from now on")
    incident_id: str | None = None
    note: Annotated[str, Field(max_length=200)] = ""


class Act(Draft):
    """A step pressed on the phone; `at` is the phone's time, kept beside the server's."""

    at: datetime | None = None


class UnitHome(View):
    """All that the phone page needs."""

    sequence: int
    unit: UnitView
    orders: list[OrderView]
    incidents: list[IncidentView]
    panic: PanicView | None = Field(description="the unit's panic that nobody in the room has cleared")
    messages: list[MessageView] = Field(description="of the last day, oldest first")
