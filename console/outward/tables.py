"""Tables of what goes out: endpoints, their deliveries, tokens for reading."""

from datetime import datetime

from sqlalchemy import Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from kernel.journal import Json
from kernel.sql.database import Base

_ID = String(64)
_NAME = String(200)


class WebhookRow(Base):
    """Somebody else's system that wants to be told. Secrets are sealed with the key of this installation."""

    __tablename__ = "webhook"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    name: Mapped[str] = mapped_column(_NAME)
    url: Mapped[str] = mapped_column(Text)
    topics: Mapped[list[Json]]
    is_paused: Mapped[bool]
    secret: Mapped[str] = mapped_column("sealed_secret", Text)
    old_secret: Mapped[str | None] = mapped_column("sealed_old_secret", Text)
    old_secret_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(_NAME)
    failing_since: Mapped[datetime | None]
    delivered_at: Mapped[datetime | None]


class DeliveryRow(Base):
    """One message to one endpoint, with the very bytes that are signed."""

    __tablename__ = "webhook_delivery"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    webhook_id: Mapped[str] = mapped_column(_ID)
    sequence: Mapped[int]
    topic: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(120))
    body: Mapped[str] = mapped_column(Text)
    state: Mapped[str] = mapped_column(String(16))
    tries: Mapped[int]
    made_at: Mapped[datetime]
    next_at: Mapped[datetime | None]
    last_at: Mapped[datetime | None]
    last_status: Mapped[int | None]
    last_answer: Mapped[str | None] = mapped_column(Text)

    __table_args__ = (
        UniqueConstraint("webhook_id", "sequence"),
        Index("webhook_delivery_due", "state", "next_at"),
        Index("webhook_delivery_of", "webhook_id", "state", "sequence"),
    )


class ReadTokenRow(Base):
    """A secret with which another program may read the house's features. collections: which of them."""

    __tablename__ = "read_token"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    name: Mapped[str] = mapped_column(_NAME)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    collections: Mapped[list[Json]]
    created_at: Mapped[datetime]
    created_by: Mapped[str] = mapped_column(_NAME)
    used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]


class AlertRow(Base):
    """A message to the public as it was published. said: what it was made of; earlier: what it refers to."""

    __tablename__ = "public_alert"

    id: Mapped[str] = mapped_column(_ID, primary_key=True)
    identifier: Mapped[str] = mapped_column(String(120), unique=True)
    sender: Mapped[str] = mapped_column(String(120))
    message_type: Mapped[str] = mapped_column(String(16))
    state: Mapped[str] = mapped_column(String(16))
    sent: Mapped[datetime] = mapped_column(index=True)
    expires: Mapped[datetime]
    incident_id: Mapped[str | None] = mapped_column(_ID)
    published_by: Mapped[str] = mapped_column(_NAME)
    before_id: Mapped[str | None] = mapped_column(_ID)
    earlier: Mapped[list[Json]]
    said: Mapped[dict[str, Json]]
    cap: Mapped[str] = mapped_column(Text)
