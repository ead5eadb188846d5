"""Shapes of devices that ask to speak for a unit."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from console.api.schema.base import Draft, View


class DeviceState(StrEnum):
    WAITING = "waiting"
    JOINED = "joined"
    REFUSED = "refused"


class DeviceView(View):
    """A device that names itself: a TAK phone, a vehicle terminal, a phone at the broker."""

    id: str
    key: str = Field(description="its protocol and what it calls itself there")
    name: str
    detail: str
    address: str
    state: DeviceState
    unit_id: str | None = Field(description="for which it speaks, once it has joined")
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str | None


class DeviceJoin(Draft):
    unit_id: str


class TrackImport(View):
    """What became of the points of a file; those of times off duty are not stored."""

    stored: int
    repeated: int
    off_duty: int
    untimed: int
