"""The event stream (`text/event-stream`): what was missed, then what happens, in order, once."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Annotated

import structlog
from fastapi import APIRouter, Header, Query, Request
from fastapi.responses import StreamingResponse
from starlette.concurrency import run_in_threadpool
from starlette.types import Message as AsgiMessage
from starlette.types import Send

from console.api.access import Anyone, HouseDep, signed_in
from console.api.schema.room import StreamEntry, TrackBoxes, UnitPositions
from console.audience import Audience
from console.auth.permission import Permission
from console.auth.person import Person
from console.feed import Message, RoomFeed
from console.house import House
from kernel.errors import Fault
from kernel.fanout import BoundedQueue

log = structlog.get_logger()
router = APIRouter(tags=["stream"])

SEND_WAIT_S = 20.0
RECHECK_S = 15.0
_PASSING_LIMIT = 200
_LOOK_S = 0.5  # how soon a closing house is noticed
_HELLO = b"retry: 1000\n\n"
_HEARTBEAT = b": heartbeat\n\n"


class EventStream(StreamingResponse):
    """A stream that gives up on a reader who takes nothing for 20 s, so that it cannot hold memory for ever."""

    media_type = "text/event-stream"

    async def stream_response(self, send: Send) -> None:
        async def send_soon(message: AsgiMessage) -> None:
            await asyncio.wait_for(send(message), SEND_WAIT_S)

        try:
            await super().stream_response(send_soon)
        except TimeoutError:
            log.warning("stream closed: the reader takes nothing")
        finally:
            if isinstance(self.body_iterator, AsyncGenerator):
                await self.body_iterator.aclose()


@router.get(
    "/stream",
    operation_id="follow_stream",
    response_class=EventStream,
    responses={
        200: {"model": StreamEntry | TrackBoxes | UnitPositions, "description": "the data of each kind of event"}
    },
)
async def follow_stream(
    request: Request,
    house: HouseDep,
    person: Anyone,
    after: Annotated[int | None, Query(ge=0, description="the sequence to go on from; none: from now")] = None,
    last_event_id: Annotated[int | None, Header(ge=0)] = None,
) -> EventStream:
    """Journal entries with their sequence as id, and the passing `boxes` and `positions` without one.

    `reset` says that the sequence asked for cannot be replayed: read `/api/state` anew and follow from there.
    """
    start = last_event_id if last_event_id is not None else after
    follower = Follower(house, person, request)
    headers = {"Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
    return EventStream(follower.chunks(start), headers=headers)


class Follower:
    """One reader of the stream."""

    def __init__(self, house: House, person: Person, request: Request) -> None:
        self._house = house
        self._feed: RoomFeed = house.feed
        self._audience = Audience(person)
        self._request = request
        self._woken = asyncio.Event()
        self._sent = 0
        self._rights_changed = False

    async def chunks(self, start: int | None) -> AsyncGenerator[bytes]:
        """The bytes to write; ends when the reader falls too far behind, loses its rights or the house closes."""
        loop = asyncio.get_running_loop()

        def wake() -> None:
            loop.call_soon_threadsafe(self._woken.set)

        # Subscribed before anything is read: what commits meanwhile waits in the queue, none falls between.
        journal = self._feed.journal.subscribe(self._feed.settings.queue_limit, wake)
        passing = self._feed.passing.subscribe(_PASSING_LIMIT, wake)
        person = self._audience.person
        # Whoever sits in the room is not the unit's phone, though they may belong to the unit.
        phone_of = None if person.may(Permission.ROOM_VIEW) else person.unit_id
        is_present = False
        try:
            # "From now" is settled before the reader hears anything: what it does next must reach it.
            last = await run_in_threadpool(self._begin)
            yield _HELLO
            if phone_of is not None:
                is_present = True
                await run_in_threadpool(self._house.presence.enter, phone_of)
            for part in (self._replayed(start, last), self._live(journal, passing)):
                async for chunk in part:
                    yield chunk
        finally:
            # Nothing here may wait: the reader may be gone and this task cancelled.
            self._feed.journal.unsubscribe(journal)
            self._feed.passing.unsubscribe(passing)
            if is_present and phone_of is not None:
                loop.run_in_executor(None, self._house.presence.leave, phone_of)

    def _begin(self) -> int:
        unit = self._audience.person.unit_id
        if unit is not None:
            self._audience.incidents.update(self._house.incidents_of_unit(unit))
        return self._feed.last()

    async def _replayed(self, start: int | None, last: int) -> AsyncGenerator[bytes]:
        self._sent = last if start is None else start
        if not last - self._feed.settings.replay_limit <= self._sent <= last:
            self._sent = last
            yield f'id: {last}\nevent: reset\ndata: {{"sequence":{last}}}\n\n'.encode()
        while self._sent < last:
            page = await run_in_threadpool(self._feed.replay, self._sent)
            if not page:
                return
            yield self._admitted(page)

    async def _live(self, journal: BoundedQueue[Message], passing: BoundedQueue[Message]) -> AsyncGenerator[bytes]:
        loop = asyncio.get_running_loop()
        rechecked = loop.time()
        heartbeat_s = self._feed.settings.heartbeat_s
        beat = loop.time()
        while not self._feed.is_closed:
            self._woken.clear()
            chunk = self._admitted(journal.drain()) + self._admitted(passing.drain())
            if journal.dropped:
                return  # too slow: the reader comes again with the last id it has
            now = loop.time()
            if now - beat >= heartbeat_s:
                chunk += _HEARTBEAT
                beat = now
            if self._rights_changed or now - rechecked >= RECHECK_S:
                rechecked, self._rights_changed = now, False
                if not await self._may_stay():
                    return
            if chunk:
                yield chunk
            try:
                await asyncio.wait_for(self._woken.wait(), min(_LOOK_S, max(0.01, beat + heartbeat_s - loop.time())))
            except TimeoutError:
                continue

    def _admitted(self, messages: Sequence[Message]) -> bytes:
        chunks: list[bytes] = []
        for message in messages:
            if message.sequence is not None:
                if message.sequence <= self._sent:
                    continue
                self._sent = message.sequence
                if message.facts.noun == "user" and message.facts.id == self._audience.person.id:
                    self._rights_changed = True
            if self._audience.admits(message.facts):
                chunks.append(message.wire)
        return b"".join(chunks)

    async def _may_stay(self) -> bool:
        """Whether the session still stands and its rights are those the stream was opened with."""
        try:
            signed = await run_in_threadpool(signed_in, self._request)
        except Fault:
            return False
        return signed.person == self._audience.person
