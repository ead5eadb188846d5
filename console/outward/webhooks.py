"""The endpoints: who is told what, with which secret, and what could not be delivered."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Select, func, select, update
from sqlalchemy.orm import Session

from console.outward import signature
from console.outward.guard import parse_target, shown
from console.outward.retry import DeliveryState
from console.outward.tables import DeliveryRow, WebhookRow
from console.outward.topic import Topic
from ingest.camera import Credentials
from ingest.vault import Vault
from kernel.actor import Actor
from kernel.clock import Clock
from kernel.errors import conflict, invalid, not_found
from kernel.ids import new_id
from kernel.journal import JsonObject
from kernel.sql.database import Database
from kernel.sql.journal import CursorRow, append, last_sequence, move_cursor

MOST_WEBHOOKS = 32
OLD_SECRET_VALID = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message to an endpoint. next_at: when it is tried again; tries: how often it was."""

    id: str
    webhook_id: str
    sequence: int
    topic: Topic
    subject: str
    state: DeliveryState
    tries: int
    made_at: datetime
    next_at: datetime | None
    last_at: datetime | None
    last_status: int | None
    last_answer: str | None


@dataclass(frozen=True, slots=True)
class Webhook:
    """An endpoint as it is now. url: without its query. pending, dead: how many messages wait, and were given up."""

    id: str
    name: str
    url: str
    topics: tuple[Topic, ...]
    is_paused: bool
    old_secret_until: datetime | None
    created_at: datetime
    created_by: str
    failing_since: datetime | None
    delivered_at: datetime | None
    pending: int = 0
    dead: int = 0
    last: Delivery | None = None


@dataclass(frozen=True, slots=True)
class WebhookDraft:
    """An endpoint to add."""

    name: str
    url: str
    topics: tuple[Topic, ...]


@dataclass(frozen=True, slots=True)
class WebhookChange:
    """What to change; None leaves it."""

    name: str | None = None
    url: str | None = None
    topics: tuple[Topic, ...] | None = None
    is_paused: bool | None = None


class Webhooks:
    """Endpoints and their deliveries. Safe to call from any thread; each change is one transaction, journalled last."""

    def __init__(self, database: Database, clock: Clock, vault: Vault) -> None:
        self._database = database
        self._clock = clock
        self._vault = vault

    def list(self) -> list[Webhook]:
        """All endpoints, oldest first."""
        with self._database.read() as session:
            rows = session.scalars(select(WebhookRow).order_by(WebhookRow.created_at, WebhookRow.id)).all()
            return [_with_counts(session, row) for row in rows]

    def get(self, webhook_id: str) -> Webhook:
        """The endpoint; raises a not-found fault."""
        with self._database.read() as session:
            return _with_counts(session, _row(session, webhook_id))

    def add(self, draft: WebhookDraft, actor: Actor) -> tuple[Webhook, str]:
        """The endpoint and its secret, which is never shown again. It is told what happens from now on."""
        _check(draft.url, draft.topics)
        now, secret = self._clock.now(), _new_secret()
        with self._database.write() as session:
            if (session.scalar(select(func.count()).select_from(WebhookRow)) or 0) >= MOST_WEBHOOKS:
                raise conflict(f"there are {MOST_WEBHOOKS} endpoints already; remove one that is no longer needed")
            row = WebhookRow(
                id=new_id("whk", now),
                name=draft.name,
                url=draft.url.strip(),
                topics=[topic.value for topic in draft.topics],
                is_paused=False,
                secret=self._seal(secret),
                old_secret=None,
                old_secret_until=None,
                created_at=now,
                created_by=actor.name,
                failing_since=None,
                delivered_at=None,
            )
            session.add(row)
            move_cursor(session, consumer_of(row.id), last_sequence(session))
            return self._say(session, row, "webhook.added", actor), secret

    def change(self, webhook_id: str, wanted: WebhookChange, actor: Actor) -> Webhook:
        """Another name, address or choice of topics; paused or not. What happens during a pause is sent after it."""
        with self._database.write() as session:
            row = _row(session, webhook_id)
            topics = tuple(Topic(str(t)) for t in row.topics) if wanted.topics is None else wanted.topics
            _check(wanted.url or row.url, topics)
            row.name, row.url = wanted.name or row.name, (wanted.url or row.url).strip()
            row.topics = [topic.value for topic in topics]
            if wanted.is_paused is not None:
                row.is_paused = wanted.is_paused
            if wanted.url or wanted.is_paused is False:
                row.failing_since = None
                _try_now(session, row.id, self._clock.now(), DeliveryState.PENDING)
            kind = {True: "webhook.paused", False: "webhook.resumed", None: "webhook.changed"}[wanted.is_paused]
            return self._say(session, row, kind, actor)

    def rotate(self, webhook_id: str, actor: Actor) -> tuple[Webhook, str]:
        """A new secret, shown once; the old one signs beside it for another day, until the receiver knows the new."""
        secret = _new_secret()
        with self._database.write() as session:
            row = _row(session, webhook_id)
            row.old_secret, row.old_secret_until = row.secret, self._clock.now() + OLD_SECRET_VALID
            row.secret = self._seal(secret)
            return self._say(session, row, "webhook.secret_rotated", actor), secret

    def remove(self, webhook_id: str, actor: Actor) -> None:
        """The endpoint is told nothing more; what waited for it goes with it."""
        with self._database.write() as session:
            row = _row(session, webhook_id)
            self._say(session, row, "webhook.removed", actor)
            session.query(DeliveryRow).filter_by(webhook_id=webhook_id).delete()
            session.query(CursorRow).filter_by(consumer=consumer_of(webhook_id)).delete()
            session.delete(row)

    def secrets_of(self, webhook_id: str) -> tuple[str, tuple[str, ...]]:
        """The whole address and the secrets that sign now, the newest first; raises a not-found fault."""
        with self._database.read() as session:
            row = _row(session, webhook_id)
            sealed = [row.secret]
            if row.old_secret and row.old_secret_until and row.old_secret_until > self._clock.now():
                sealed.append(row.old_secret)
            url = row.url
        return url, tuple(self._vault.open(one).password for one in sealed)

    def deliveries(
        self, webhook_id: str, state: DeliveryState, before: int | None, limit: int = 50
    ) -> tuple[Sequence[Delivery], int | None]:
        """Deliveries in that state, newest first, from below sequence `before`; and where the next ones begin."""
        with self._database.read() as session:
            _row(session, webhook_id)
            query = _of(webhook_id, state).order_by(DeliveryRow.sequence.desc()).limit(limit + 1)
            if before is not None:
                query = query.where(DeliveryRow.sequence < before)
            found = [delivery_of(row) for row in session.scalars(query)]
        return found[:limit], found[limit - 1].sequence if len(found) > limit else None

    def send_again(self, webhook_id: str, delivery_id: str | None, actor: Actor) -> int:
        """Try dead messages again at once, under their own ids: one, or all; returns how many."""
        now = self._clock.now()
        with self._database.write() as session:
            row = _row(session, webhook_id)
            if delivery_id is not None:
                found = session.get(DeliveryRow, delivery_id)
                if found is None or found.webhook_id != webhook_id:
                    raise not_found("delivery", delivery_id)
                if found.state == DeliveryState.DELIVERED:
                    raise conflict(f"delivery {delivery_id}: the receiver has it already")
            count = _try_now(session, webhook_id, now, DeliveryState.DEAD, delivery_id)
            row.failing_since = None
            if count:
                self._say(session, row, "webhook.sent_again", actor)
            return count

    def _seal(self, secret: str) -> str:
        return self._vault.seal(Credentials("webhook", secret))

    def _say(self, session: Session, row: WebhookRow, kind: str, actor: Actor) -> Webhook:
        session.flush()
        webhook = _with_counts(session, row)
        append(session, self._clock.now(), actor, kind, f"webhook:{row.id}", webhook_data(webhook))
        return webhook


def consumer_of(webhook_id: str) -> str:
    """The name of the endpoint's cursor over the journal."""
    return f"webhook.{webhook_id}"


def webhook_of(row: WebhookRow) -> Webhook:
    """The endpoint of a row, without its counts."""
    return Webhook(
        row.id,
        row.name,
        shown(row.url),
        tuple(Topic(str(topic)) for topic in row.topics),
        row.is_paused,
        row.old_secret_until,
        row.created_at,
        row.created_by,
        row.failing_since,
        row.delivered_at,
    )


def webhook_data(webhook: Webhook) -> JsonObject:
    """WebhookView, without what changes with every delivery."""
    return {
        "id": webhook.id,
        "name": webhook.name,
        "url": webhook.url,
        "topics": [topic.value for topic in webhook.topics],
        "is_paused": webhook.is_paused,
        "old_secret_until": _time(webhook.old_secret_until),
        "created_at": _time(webhook.created_at),
        "created_by": webhook.created_by,
        "failing_since": _time(webhook.failing_since),
        "pending": webhook.pending,
        "dead": webhook.dead,
    }


def delivery_of(row: DeliveryRow) -> Delivery:
    """The delivery of a row."""
    return Delivery(
        row.id,
        row.webhook_id,
        row.sequence,
        Topic(row.topic),
        row.subject,
        DeliveryState(row.state),
        row.tries,
        row.made_at,
        row.next_at,
        row.last_at,
        row.last_status,
        row.last_answer,
    )


def _with_counts(session: Session, row: WebhookRow) -> Webhook:
    query = select(DeliveryRow.state, func.count()).where(DeliveryRow.webhook_id == row.id).group_by(DeliveryRow.state)
    counts = {state: count for state, count in session.execute(query)}  # noqa: C416  # a Row is no tuple to mypy
    tried = select(DeliveryRow).where(DeliveryRow.webhook_id == row.id, DeliveryRow.last_at.is_not(None))
    last = session.scalar(tried.order_by(DeliveryRow.last_at.desc()).limit(1))
    return replace(
        webhook_of(row),
        pending=counts.get(DeliveryState.PENDING, 0),
        dead=counts.get(DeliveryState.DEAD, 0),
        last=delivery_of(last) if last else None,
    )


def _try_now(
    session: Session, webhook_id: str, now: datetime, state: DeliveryState, delivery_id: str | None = None
) -> int:
    change = update(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id, DeliveryRow.state == state.value)
    if delivery_id is not None:
        change = change.where(DeliveryRow.id == delivery_id)
    again = {"next_at": now, "state": DeliveryState.PENDING.value}
    if state is DeliveryState.DEAD:
        again["tries"] = 0
    return int(session.execute(change.values(**again)).rowcount)  # type: ignore[attr-defined]


def _of(webhook_id: str, state: DeliveryState) -> Select[DeliveryRow]:
    return select(DeliveryRow).where(DeliveryRow.webhook_id == webhook_id, DeliveryRow.state == state.value)


def _row(session: Session, webhook_id: str) -> WebhookRow:
    row = session.get(WebhookRow, webhook_id)
    if row is None:
        raise not_found("webhook", webhook_id)
    return row


def _check(url: str, topics: Sequence[Topic]) -> None:
    parse_target(url)
    if not topics:
        raise invalid("webhook: choose at least one thing to send")


def _new_secret() -> str:
    return signature.secret_text(secrets.token_bytes(signature.SECRET_BYTES))


def _time(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
