"""A device that names itself by its protocol's own id: it waits until a person says for which unit it speaks."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from kernel.ids import UnitId


class DeviceState(StrEnum):
    """Whether the device may speak."""

    WAITING = "waiting"
    JOINED = "joined"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Knock:
    """A device at the door. key: protocol and own id; name, detail: what it says of itself; address: where from."""

    key: str
    name: str
    detail: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Device:
    """A known device. unit_id: for whom it speaks, once it has joined."""

    id: str
    key: str
    name: str
    detail: str
    address: str
    state: DeviceState
    unit_id: UnitId | None
    asked_at: datetime
    decided_at: datetime | None
    decided_by: str | None
