"""The outbox to the receivers: a lane for each endpoint, so that a slow one holds up nobody but itself.

What is taken (2xx) is done; everything else is tried again with growing pauses, then kept as a dead letter until a
person sends it again. A delivery keeps its id and its bytes: should we die between the receiver's answer and our note
of it, it comes a second time and the receiver knows it by its id.
"""

import asyncio
import json
import random
import threading
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select

from console.outward import signature
from console.outward.outbox import Outbox
from console.outward.retry import Answer, DeliveryState, after
from console.outward.sender import ANSWER_BYTES, Sender
from console.outward.tables import DeliveryRow, WebhookRow
from console.outward.webhooks import Webhooks, webhook_data, webhook_of
from kernel.actor import system
from kernel.clock import Clock
from kernel.errors import Fault
from kernel.ids import new_id
from kernel.sql.database import Database
from kernel.sql.journal import append

log = structlog.get_logger()

ACTOR = system("webhooks")
FAILING_LONG = timedelta(minutes=15)
_PAUSE_S = 0.25


@dataclass(frozen=True, slots=True)
class _Due:
    """A delivery whose time has come."""

    id: str
    body: bytes
    tries: int


class Deliverer:
    """`run_once` on one thread, supervised; or `step` by hand. At most one request at a time to an endpoint."""

    def __init__(self, database: Database, clock: Clock, book: Webhooks, outbox: Outbox, sender: Sender) -> None:
        self._database = database
        self._clock = clock
        self._book = book
        self._outbox = outbox
        self._sender = sender
        self._lanes: dict[str, asyncio.Task[None]] = {}
        self._failing: dict[str, datetime] = {}

    @property
    def faults(self) -> tuple[str, ...]:
        """The endpoints that have taken nothing for long, for the page of the system's health."""
        now = self._clock.now()
        return tuple(
            f"webhook {name}: nothing was delivered for {(now - since).total_seconds() / 60:.0f} min; "
            "see the set-up page Integrations"
            for name, since in self._failing.items()
            if now - since >= FAILING_LONG
        )

    def run_once(self, stop: threading.Event) -> None:
        """Work until `stop` is set."""
        asyncio.run(self._work(stop))

    async def step(self) -> None:
        """Send everything that is due now, and wait for the answers."""
        await asyncio.to_thread(self._outbox.step)
        await asyncio.gather(*(self._lane(webhook_id) for webhook_id in await asyncio.to_thread(self._due_endpoints)))

    async def test(self, webhook_id: str, house: str) -> Answer:
        """Send a message that says nothing, once, and say what came of it; raises a not-found fault."""
        now = self._clock.now()
        message_id = new_id("msg_test", now)
        said = {"id": message_id, "type": "test", "timestamp": now.isoformat(), "house": house, "data": {}}
        body = json.dumps(said, ensure_ascii=False).encode()
        return await self._post(webhook_id, message_id, body)

    async def _work(self, stop: threading.Event) -> None:
        try:
            while not stop.is_set():
                await asyncio.to_thread(self._outbox.step)
                for webhook_id in await asyncio.to_thread(self._due_endpoints):
                    if webhook_id not in self._lanes:
                        self._lanes[webhook_id] = asyncio.create_task(self._lane(webhook_id))
                for webhook_id in [one for one, lane in self._lanes.items() if lane.done()]:
                    self._lanes.pop(webhook_id).result()
                await asyncio.sleep(_PAUSE_S)
        finally:
            for lane in self._lanes.values():
                lane.cancel()
            await asyncio.gather(*self._lanes.values(), return_exceptions=True)
            self._lanes.clear()

    async def _lane(self, webhook_id: str) -> None:
        while (due := await asyncio.to_thread(self._next_due, webhook_id)) is not None:
            try:
                answer = await self._post(webhook_id, due.id, due.body)
            except Fault as fault:  # removed meanwhile, or its secret cannot be opened
                answer = Answer(None, fault.message)
            await asyncio.to_thread(self._note, webhook_id, due, answer)

    async def _post(self, webhook_id: str, message_id: str, body: bytes) -> Answer:
        url, secrets = await asyncio.to_thread(self._book.secrets_of, webhook_id)
        headers = signature.headers(secrets, message_id, self._clock.now(), body)
        return await self._sender.post(url, headers, body)

    def _due_endpoints(self) -> list[str]:
        with self._database.read() as session:
            failing = select(WebhookRow).where(WebhookRow.failing_since.is_not(None), WebhookRow.is_paused.is_(False))
            self._failing = {row.name: row.failing_since for row in session.scalars(failing) if row.failing_since}
            query = (
                select(DeliveryRow.webhook_id)
                .join(WebhookRow, WebhookRow.id == DeliveryRow.webhook_id)
                .where(DeliveryRow.state == DeliveryState.PENDING.value, DeliveryRow.next_at <= self._clock.now())
                .where(WebhookRow.is_paused.is_(False))
                .distinct()
            )
            return list(session.scalars(query))

    def _next_due(self, webhook_id: str) -> _Due | None:
        query = (
            select(DeliveryRow)
            .join(WebhookRow, WebhookRow.id == DeliveryRow.webhook_id)
            .where(DeliveryRow.webhook_id == webhook_id, DeliveryRow.state == DeliveryState.PENDING.value)
            .where(DeliveryRow.next_at <= self._clock.now(), WebhookRow.is_paused.is_(False))
            .order_by(DeliveryRow.next_at, DeliveryRow.sequence)
            .limit(1)
        )
        with self._database.read() as session:
            row = session.scalar(query)
            return _Due(row.id, row.body.encode(), row.tries) if row else None

    def _note(self, webhook_id: str, due: _Due, answer: Answer) -> None:
        now = self._clock.now()
        following = after(answer, due.tries + 1, now, random.random())  # noqa: S311  # spreads retries
        with self._database.write() as session:
            row, webhook = session.get(DeliveryRow, due.id), session.get(WebhookRow, webhook_id)
            if row is None or webhook is None:
                return
            row.state, row.next_at, row.tries = following.state.value, following.at, due.tries + 1
            row.last_at, row.last_status, row.last_answer = now, answer.status, answer.text[:ANSWER_BYTES]
            if answer.is_taken:
                webhook.failing_since, webhook.delivered_at = None, now
            elif webhook.failing_since is None:
                webhook.failing_since = now
            if following.state is DeliveryState.DEAD:
                log.warning("delivery given up", webhook=webhook.name, delivery=due.id, status=answer.status)
                session.flush()
                data = {**webhook_data(webhook_of(webhook)), "delivery_id": due.id}
                append(session, now, ACTOR, "webhook.given_up", f"webhook:{webhook_id}", data)
