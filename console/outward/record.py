"""The documents that other systems get: self-contained, in words of their own that outlive changes of ours.

Their JSON Schema lies in docs/schemas. No names but those of staff, as the journal has them; no pictures.
"""

from datetime import datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from console.outward.cap import MessageType
from kernel.event import Event, EventPhase, Severity, Verdict
from patrol.incident import Incident, IncidentState
from patrol.order import Order, OrderState


class Part(BaseModel):
    """A part of a document."""

    model_config = ConfigDict(from_attributes=True)


class RecordPlace(Part):
    """Degrees, WGS 84."""

    lat: float
    lon: float


class RecordLink(Part):
    """Where a person sees it. href: a path of this room unless its address is set."""

    rel: str
    href: str


class RecordNote(Part):
    at: datetime
    by: str
    text: str


class RecordEvent(Part):
    """What a machine reported, and what a person said of it."""

    id: str
    camera: str | None = Field(description="null: the house itself")
    kind: str
    title: str
    severity: Severity
    phase: EventPhase
    opened_at: datetime
    closed_at: datetime | None
    object_class: str | None
    confidence: float
    position: RecordPlace | None
    verdict: Verdict
    verdict_reason: str | None
    verdict_by: str | None
    verdict_at: datetime | None
    incident_id: str | None


class RecordStep(Part):
    """A clock of the order. device_at: the phone's own time; is_implied: not pressed, but filled in by a later one."""

    state: OrderState
    at: datetime | None
    due_at: datetime | None
    device_at: datetime | None
    received_at: datetime | None
    is_implied: bool


class RecordEscalation(Part):
    """A rung that the unsigned order climbed, and who answered it."""

    level: int
    action: str
    at: datetime
    taken_at: datetime | None
    taken_by: str | None


class RecordPhoto(Part):
    """A photo of a report: that there is one; the room hands it out."""

    id: str
    content_type: str
    size_bytes: int


class RecordReport(Part):
    at: datetime
    text: str
    photos: list[RecordPhoto]


class RecordOrder(Part):
    """An order with all its clocks."""

    id: str
    incident_id: str
    unit_id: str
    callsign: str
    state: OrderState
    severity: Severity
    instruction: str
    position: RecordPlace | None
    sent_at: datetime
    sent_by: str
    steps: list[RecordStep]
    escalations: list[RecordEscalation]
    ended_reason: str | None
    report: RecordReport | None


class RecordIncident(Part):
    """An incident without what belongs to it."""

    id: str
    number: int
    title: str
    kind: str
    severity: Severity
    state: IncidentState
    position: RecordPlace | None
    opened_at: datetime
    opened_by: str
    accepted_at: datetime | None
    taken_by: str | None
    closed_at: datetime | None
    disposition: str | None
    notes: list[RecordNote]


class FinishedRecord(Part):
    """A closed incident, whole: the data of `incident.closed`."""

    incident: RecordIncident
    events: list[RecordEvent]
    orders: list[RecordOrder]
    links: list[RecordLink]


class ReportedOrder(Part):
    """The data of `order.reported`."""

    order: RecordOrder
    incident: RecordIncident


class RaisedAlarm(Part):
    """The data of `alarm.raised`. cause: the journal's word, as `order.escalated`; details: as the journal has them."""

    cause: str
    order: RecordOrder | None
    incident: RecordIncident | None
    details: dict[str, object] | None = Field(description="of causes without order and incident")


class PublicAlert(Part):
    """The data of `alert.published`: a public alert, its update or its cancellation. cap: the CAP 1.2 document."""

    identifier: str
    message_type: MessageType
    sent: datetime
    expires: datetime
    incident_id: str | None
    cap: str


class Message(Part):
    """What is sent: one change. id: the same however often it is sent; sequence: its place in the room's journal."""

    id: str
    type: Literal["incident.closed", "order.reported", "event.judged", "alarm.raised", "alert.published"]
    timestamp: datetime
    house: str
    sequence: int
    data: FinishedRecord | ReportedOrder | RecordEvent | RaisedAlarm | PublicAlert


def incident_part(incident: Incident) -> RecordIncident:
    """The incident as other systems get it."""
    names = set(RecordIncident.model_fields) - {"taken_by"}
    taker = incident.taken_by
    values = {name: getattr(incident, name) for name in names}
    return RecordIncident.model_validate({**values, "taken_by": None if taker is None else taker.name})


def event_part(event: Event) -> RecordEvent:
    """The event as other systems get it."""
    return RecordEvent.model_validate(event)


def order_part(order: Order) -> RecordOrder:
    """The order as other systems get it."""
    return RecordOrder.model_validate(order)
