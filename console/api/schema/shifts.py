"""Shapes of shifts. They hold names of the crews: staff data, behind `roster.view`."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from console.api.schema.base import Draft, Name, Text, View

Crew = Annotated[list[Name], Field(max_length=12)]


class ShiftState(StrEnum):
    PLANNED = "planned"
    ON = "on"
    ENDED = "ended"


class BreachKind(StrEnum):
    REST = "rest"
    OVERLAP = "overlap"
    LENGTH = "length"


class ShiftDraft(Draft):
    unit_id: str
    crew: Annotated[list[Name], Field(min_length=1, max_length=12)]
    starts_at: datetime
    ends_at: datetime
    note: Text = ""
    force_reason: Annotated[str, Field(max_length=400)] = Field(
        default="", description="why it must be so although it breaks the rules of rest"
    )


class ShiftView(View):
    id: str
    unit_id: str
    callsign: str
    crew: list[str]
    starts_at: datetime
    ends_at: datetime
    note: str
    state: ShiftState
    is_planned: bool = Field(description="false: the crew signed on without a plan")
    signed_on_at: datetime | None
    signed_off_at: datetime | None
    hand_over: str = Field(description="what the crew left for the next one")
    forced_reason: str
    planned_by: str


class BreachView(View):
    """A rule of rest that a plan breaks; seconds: what it comes to, limit_s: what the rule asks for."""

    kind: BreachKind
    name: str
    other_callsign: str | None
    other_starts_at: datetime | None
    other_ends_at: datetime | None
    seconds: float
    limit_s: float


class RosterView(View):
    shifts: list[ShiftView]
    names: list[str] = Field(description="everybody who was on a crew")


class SignOn(Draft):
    crew: Crew = Field(default_factory=list, description="empty: the crew as planned")


class SignOff(Draft):
    hand_over: Text = ""


class DutyView(View):
    """What a unit's phone shows of its duty."""

    on: ShiftView | None
    next: ShiftView | None = Field(description="the shift that one would sign on to now")
    left: ShiftView | None = Field(description="the crew before, with what it left")
