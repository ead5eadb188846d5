"""The table of messages, and its rows as values."""

from datetime import datetime

from sqlalchemy import Index, String, Text, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from kernel.errors import not_found
from kernel.ids import UnitId
from kernel.sql.database import Base
from patrol.message import Message, MessageId

_ID = String(64)
_NAME = String(200)


class MessageRow(Base):
    """A message. sender_id, key: what a message sent twice is recognised by, for each unit that it goes to."""

    __tablename__ = "unit_message"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    unit_id: Mapped[str] = mapped_column(_ID)
    callsign: Mapped[str] = mapped_column(String(24))
    is_from_unit: Mapped[bool]
    sender_id: Mapped[str] = mapped_column(_ID)
    sender: Mapped[str] = mapped_column(_NAME)
    key: Mapped[str] = mapped_column("message_key", _ID)
    text: Mapped[str] = mapped_column("words", Text)
    round: Mapped[str | None] = mapped_column("round_id", _ID)
    sent_at: Mapped[datetime]
    received_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]
    read_by: Mapped[str | None] = mapped_column(_NAME)

    __table_args__ = (
        Index("unit_message_once", "unit_id", "sender_id", "message_key", unique=True),
        Index("unit_message_received", "received_at"),
    )


def message_row(session: Session, message_id: str) -> MessageRow:
    """The row of the message; raises a not-found fault."""
    row = session.get(MessageRow, message_id)
    if row is None:
        raise not_found("message", message_id)
    return row


def recent(session: Session, since: datetime, limit: int, unit_id: str | None = None) -> list[Message]:
    """Messages that came from `since` on, oldest first; of more than `limit` the newest. Of one unit, or all."""
    query = select(MessageRow).where(MessageRow.received_at >= since)
    if unit_id is not None:
        query = query.where(MessageRow.unit_id == unit_id)
    rows = session.scalars(query.order_by(MessageRow.received_at.desc(), MessageRow.id.desc()).limit(limit)).all()
    return [message(row) for row in reversed(rows)]


def message(row: MessageRow) -> Message:
    """The message of a row."""
    return Message(
        id=MessageId(row.id),
        unit_id=UnitId(row.unit_id),
        callsign=row.callsign,
        is_from_unit=row.is_from_unit,
        sender=row.sender,
        text=row.text,
        round=row.round,
        sent_at=row.sent_at,
        received_at=row.received_at,
        delivered_at=row.delivered_at,
        read_at=row.read_at,
        read_by=row.read_by,
    )
