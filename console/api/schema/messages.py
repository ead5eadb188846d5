"""Shapes of messages between the room and the units."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from console.api.schema.base import Draft, View
from patrol.message import LONGEST

Words = Annotated[str, Field(min_length=1, max_length=LONGEST)]
Key = Annotated[str, Field(min_length=1, max_length=64)]


class MessageView(View):
    """A message and how far it has come; one to all on duty is one to each of them."""

    id: str
    unit_id: str
    callsign: str
    is_from_unit: bool
    sender: str
    text: str
    round: str | None = Field(description="the same for all messages that were one to all on duty")
    sent_at: datetime = Field(description="by the sender's clock where that can be right")
    received_at: datetime
    delivered_at: datetime | None
    read_at: datetime | None
    read_by: str | None


class MessageDraft(Draft):
    """`key` is the sender's own for it, so that sent twice it counts once."""

    key: Key
    text: Words
    at: datetime | None = None


class RoomMessageDraft(Draft):
    key: Key
    text: Words
    unit_id: str | None = Field(default=None, description="null: to all on duty")
