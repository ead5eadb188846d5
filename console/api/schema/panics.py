"""Shapes of panics."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from console.api.schema.base import Draft, Place, View


class PanicState(StrEnum):
    RAISED = "raised"
    TAKEN = "taken"
    CLEARED = "cleared"


class PanicView(View):
    """Somebody of a unit pressed the panic button; it stands until a person in the room clears it."""

    id: str
    unit_id: str
    callsign: str
    state: PanicState
    pressed_at: datetime = Field(description="the first press, by the phone's clock where that can be right")
    received_at: datetime
    last_pressed_at: datetime
    presses: int
    position: Place | None = Field(description="where the first press was")
    accuracy_m: float | None
    incident_id: str = Field(description="the incident that it opened")
    taken_at: datetime | None
    taken_by: str | None
    camera_asked_at: datetime | None = Field(description="when the room last asked for the phone's camera")
    camera_asked_by: str | None
    cleared_at: datetime | None
    cleared_by: str | None
    reason: str | None


class PanicPress(Draft):
    """A press of the button; `key` is the phone's own for it, so that sent twice it counts once."""

    key: Annotated[str, Field(min_length=1, max_length=64)]
    at: datetime
    lat: Annotated[float, Field(ge=-90, le=90)] | None = None
    lon: Annotated[float, Field(ge=-180, le=180)] | None = None
    accuracy_m: Annotated[float, Field(ge=0)] | None = None


class PanicEnd(Draft):
    reason: Annotated[str, Field(min_length=1, max_length=500)]
