"""A message between the room and a unit, and how far it has come."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NewType

from kernel.ids import UnitId
from kernel.journal import JsonObject

MessageId = NewType("MessageId", str)

LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Letter:
    """A message to send. key: the sender's own, so that one sent twice counts once. at: by the sender's clock."""

    key: str
    text: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Message:
    """A message as it is now; one to all on duty is one to each of them, with the same `round`.

    is_from_unit: said by the unit to the room, else by the room to the unit. delivered_at: when the phone had it;
    read_at, read_by: when it was looked at, and by whom.
    """

    id: MessageId
    unit_id: UnitId
    callsign: str
    is_from_unit: bool
    sender: str
    text: str
    round: str | None
    sent_at: datetime
    received_at: datetime
    delivered_at: datetime | None
    read_at: datetime | None
    read_by: str | None


def message_data(message: Message) -> JsonObject:
    """MessageView."""
    return {
        "id": message.id,
        "unit_id": message.unit_id,
        "callsign": message.callsign,
        "is_from_unit": message.is_from_unit,
        "sender": message.sender,
        "text": message.text,
        "round": message.round,
        "sent_at": _time(message.sent_at),
        "received_at": _time(message.received_at),
        "delivered_at": _time(message.delivered_at),
        "read_at": _time(message.read_at),
        "read_by": message.read_by,
    }


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
