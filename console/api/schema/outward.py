"""Shapes of what goes out to other systems: endpoints, deliveries, tokens for reading."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from console.api.schema.base import Draft, Name, View
from console.outward.retry import DeliveryState
from console.outward.tokens import FeatureKind
from console.outward.topic import Topic

Url = Annotated[str, Field(min_length=8, max_length=2000)]
Topics = Annotated[list[Topic], Field(min_length=1, max_length=len(Topic))]


class DeliveryView(View):
    id: str
    topic: Topic
    subject: str
    sequence: int = Field(description="of the journal entry that it tells")
    state: DeliveryState
    tries: int
    made_at: datetime
    next_at: datetime | None = Field(description="when it is tried again")
    last_at: datetime | None
    last_status: int | None = Field(description="null with last_at: no answer came; last_answer says why")
    last_answer: str | None


class WebhookView(View):
    """An endpoint; its secrets are shown when they are made, and never again."""

    id: str
    name: str
    url: str = Field(description="without its query")
    topics: list[Topic]
    is_paused: bool
    old_secret_until: datetime | None = Field(description="until then the secret before this one signs as well")
    created_at: datetime
    created_by: str
    failing_since: datetime | None
    delivered_at: datetime | None
    pending: int
    dead: int
    last: DeliveryView | None = Field(description="what was tried last")


class WebhookDraft(Draft):
    name: Name
    url: Url
    topics: Topics


class WebhookChange(Draft):
    """Null changes nothing."""

    name: Name | None = None
    url: Url | None = None
    topics: Topics | None = None


class WebhookSecret(View):
    webhook: WebhookView
    secret: str = Field(description="shown this once")


class TestAnswer(View):
    is_taken: bool
    status: int | None
    text: str
    took_s: float


class DeliveryPage(View):
    items: list[DeliveryView]
    next_cursor: int | None


class SentAgain(View):
    count: int


class ReadTokenView(View):
    id: str
    name: str
    collections: list[FeatureKind]
    created_at: datetime
    created_by: str
    used_at: datetime | None


class ReadTokenDraft(Draft):
    name: Name
    collections: Annotated[list[FeatureKind], Field(min_length=1, max_length=len(FeatureKind))]


class ReadTokenSecret(View):
    token: ReadTokenView
    secret: str = Field(description="shown this once")
