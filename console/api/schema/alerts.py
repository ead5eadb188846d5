"""Shapes of public alerts."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from console.api.schema.base import Draft, Place, View
from console.outward.alerts import AlertState
from console.outward.cap import AlertSeverity, Category, Certainty, MessageType, Urgency

Short = Annotated[str, Field(min_length=1, max_length=160)]
Long = Annotated[str, Field(max_length=2000)]


class AlertWords(Draft):
    """What is said in one language."""

    language: Literal["en", "zh"]
    event: Short
    headline: Short
    description: Long = ""
    instruction: Long = ""


class AlertCircle(Draft):
    centre: Place
    radius_m: Annotated[float, Field(gt=0, le=200_000)]


class AlertDraft(Draft):
    """What the public is told; a circle, a polygon or both say where."""

    incident_id: str | None = None
    category: Category = Category.SAFETY
    urgency: Urgency = Urgency.IMMEDIATE
    severity: AlertSeverity = AlertSeverity.SEVERE
    certainty: Certainty = Certainty.OBSERVED
    words: Annotated[list[AlertWords], Field(min_length=1, max_length=2)]
    area: Short
    circle: AlertCircle | None = None
    polygon: Annotated[list[Place], Field(max_length=200)] = Field(default_factory=list)
    expires: AwareDatetime
    is_exercise: bool = False


class AlertCancel(Draft):
    reason: Annotated[str, Field(min_length=1, max_length=500)]


class AlertView(View):
    """A message as it was published."""

    id: str
    identifier: str
    message_type: MessageType
    state: AlertState
    sent: datetime
    expires: datetime
    incident_id: str | None
    published_by: str
    said: AlertDraft
    cap: str = Field(description="the CAP 1.2 document")
