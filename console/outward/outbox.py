"""The journal to the outbox: each entry that an endpoint wants becomes one delivery to it, once.

Every endpoint has a cursor of its own, moved in the transaction that writes its deliveries, and a delivery's id follows
from endpoint and sequence: a crash, or two processes at it, makes none twice and leaves none out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from console.outward.records import Records
from console.outward.retry import DeliveryState
from console.outward.tables import DeliveryRow, WebhookRow
from console.outward.topic import topic_of
from console.outward.webhooks import consumer_of
from kernel.clock import Clock
from kernel.journal import Entry
from kernel.sql.database import Database
from kernel.sql.journal import last_sequence, move_cursor, read_after, read_cursor

_BATCH = 500
_KEEP_EVERY_S = 60.0
_PURGE_EVERY_S = 3600.0


@dataclass(frozen=True, slots=True)
class _Wish:
    """An endpoint that is not paused: what it wants, and how far it has read."""

    webhook_id: str
    topics: frozenset[str]
    cursor: int


class Outbox:
    """Fills the deliveries' table. One thread."""

    def __init__(self, database: Database, clock: Clock, records: Records, keep: timedelta) -> None:
        self._database = database
        self._clock = clock
        self._records = records
        self._keep = keep
        self._seen: dict[str, int] = {}
        self._kept_at: dict[str, float] = {}
        self._newest = -1
        self._purged_at: float | None = None

    def step(self) -> None:
        """Deal with everything that is in the journal now; cheap when nothing has changed."""
        with self._database.read() as session:
            newest = last_sequence(session)
        if newest != self._newest:
            while self._read():
                pass
            self._newest = newest
        self._purge()

    def _read(self) -> bool:
        """One batch for each endpoint; returns whether there may be more."""
        more = False
        for wish in self._wishes():
            with self._database.read() as session:
                entries = read_after(session, wish.cursor, _BATCH)
            if not entries:
                continue
            wanted = [entry for entry in entries if topic_of(entry.kind) in wish.topics]
            rows = [row for entry in wanted if (row := self._row(entry, wish.webhook_id))]
            # In between, the place is only remembered: most entries concern no endpoint. Now and then it is kept all
            # the same, lest a restart goes far back, by what the endpoint wants then.
            now = self._clock.monotonic()
            if rows or len(entries) == _BATCH or now - self._kept_at.get(wish.webhook_id, now) >= _KEEP_EVERY_S:
                self._write(wish.webhook_id, rows, entries[-1].sequence)
                self._kept_at[wish.webhook_id] = now
            self._kept_at.setdefault(wish.webhook_id, now)
            self._seen[wish.webhook_id] = entries[-1].sequence
            more |= len(entries) == _BATCH
        return more

    def _wishes(self) -> list[_Wish]:
        with self._database.read() as session:
            last = last_sequence(session)
            rows = session.scalars(select(WebhookRow).where(WebhookRow.is_paused.is_(False))).all()
            wishes = [
                _Wish(
                    row.id,
                    frozenset(str(topic) for topic in row.topics),
                    max(self._seen.get(row.id, 0), read_cursor(session, consumer_of(row.id)) or 0),
                )
                for row in rows
            ]
        return [wish for wish in wishes if wish.cursor < last]

    def _row(self, entry: Entry, webhook_id: str) -> DeliveryRow | None:
        topic = topic_of(entry.kind)
        assert topic is not None
        message_id = f"msg_{webhook_id.partition('_')[2]}_{entry.sequence}"
        body = self._records.message(entry, topic, message_id)
        if body is None:
            return None
        now = self._clock.now()
        return DeliveryRow(
            id=message_id,
            webhook_id=webhook_id,
            sequence=entry.sequence,
            topic=topic.value,
            subject=entry.subject,
            body=body,
            state=DeliveryState.PENDING.value,
            tries=0,
            made_at=now,
            next_at=now,
        )

    def _write(self, webhook_id: str, rows: list[DeliveryRow], sequence: int) -> None:
        with self._database.write() as session:
            webhook = session.get(WebhookRow, webhook_id)
            if webhook is None:
                return  # removed meanwhile
            if (read_cursor(session, consumer_of(webhook_id)) or 0) >= sequence:
                return  # another process was quicker
            for row in rows:
                if session.get(DeliveryRow, row.id) is None:
                    session.add(row)
            move_cursor(session, consumer_of(webhook_id), sequence)

    def _purge(self) -> None:
        now = self._clock.monotonic()
        if self._purged_at is not None and now - self._purged_at < _PURGE_EVERY_S:
            return
        self._purged_at = now
        before: datetime = self._clock.now() - self._keep
        is_old = DeliveryRow.last_at < before
        with self._database.read() as session:
            query = select(DeliveryRow.id).where(DeliveryRow.state == DeliveryState.DELIVERED.value, is_old)
            ids = session.scalars(query.limit(_BATCH)).all()
        if ids:
            with self._database.write() as session:
                session.execute(delete(DeliveryRow).where(DeliveryRow.id.in_(ids)))
