"""The console's line to the media host."""

import asyncio
import itertools
from contextlib import suppress
from dataclasses import dataclass

import structlog
import zmq
import zmq.asyncio

from console.media.wire import Reply, Request, decode_reply, encode_request
from ingest.live.choice import Viewed
from kernel.actor import Actor
from kernel.errors import Fault, unavailable
from kernel.ids import CameraId
from kernel.journal import Json

log = structlog.get_logger()

_SEND_WITHIN_S = 0.5
_ANSWER_WITHIN_S = 8.0
_AWAY = "live video: the media host does not answer; it is started again by itself, try again in a few seconds"


@dataclass(frozen=True, slots=True)
class MediaSession:
    """One open connection at the host. kind: `whep`, `talk` (subject: the camera) or `whip` (subject: the publisher).

    person: who has it; login: which of his sign-ins opened it, see `Sessions.standing`.
    """

    kind: str
    id: str
    subject: str
    person: str
    login: str


class MediaClient:
    """Asks the media host. Belongs to one event loop from the first question to `close`; then another may use it.

    Every question raises an unavailable fault when the host is away, and the host's own fault where it refuses.
    """

    def __init__(self, endpoint: str) -> None:
        self._endpoint = endpoint
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Json]] = {}
        self._socket: zmq.asyncio.Socket | None = None
        self._reader: asyncio.Task[None] | None = None

    async def open_whep(self, viewed: Viewed, offer: str, person: str, login: str) -> tuple[str, str]:
        """(session id, SDP answer) for a viewer's offer."""
        return _pair(
            await self._ask(
                "open_whep",
                camera=viewed.camera,
                wish=viewed.wish.value,
                has_sub=viewed.has_sub,
                offer=offer,
                person=person,
                login=login,
            )
        )

    async def open_whip(self, publisher: str, offer: str, person: str, login: str) -> tuple[str, str]:
        """(session id, SDP answer) for a publisher's offer; takes the place of his session before."""
        return _pair(await self._ask("open_whip", publisher=publisher, offer=offer, person=person, login=login))

    async def open_talk(self, camera: CameraId, offer: str, actor: Actor, login: str) -> tuple[str, str]:
        """(session id, SDP answer) for an offer to talk through the camera.

        Raises a conflict that names who talks already, and an invalid fault when the camera has no loudspeaker.
        """
        talker = {"person": actor.id, "kind": actor.kind.value, "named": actor.name}
        return _pair(await self._ask("open_talk", camera=camera, offer=offer, login=login, **talker))

    async def close_session(self, kind: str, session: str, person: str | None = None) -> None:
        """End a session; not found when it is gone, or is not `person`'s."""
        await self._ask("close_session", kind=kind, session=session, person=person)

    async def close_login(self, login: str) -> None:
        """End every session that was opened in one sign-in."""
        await self._ask("close_login", login=login)

    async def sessions(self) -> list[MediaSession]:
        """Every open connection."""
        listed = await self._ask("sessions")
        assert isinstance(listed, list)
        return [MediaSession(**one) for one in listed if isinstance(one, dict)]  # type: ignore[arg-type]

    async def transcode(self, camera: CameraId) -> None:
        """See to it that the camera is transcoded; limited when too many are."""
        await self._ask("transcode", camera=camera)

    async def close(self) -> None:
        """Let the line go; whoever waits for an answer is refused."""
        socket, reader = self._socket, self._reader
        self._socket = self._reader = None
        if reader is not None:
            reader.cancel()
            with suppress(asyncio.CancelledError):
                await reader
        if socket is not None:
            socket.close(linger=0)
        for answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(unavailable(_AWAY))

    async def _ask(self, name: str, **arguments: Json) -> Json:
        socket = self._connected()
        request = Request(next(self._numbers), name, arguments)
        answer = self._waiting[request.id] = asyncio.get_running_loop().create_future()
        try:
            # pyzmq's stub does not know the flags
            if not await socket.poll(int(_SEND_WITHIN_S * 1000), zmq.POLLOUT):  # type: ignore[call-arg]
                raise unavailable(_AWAY)
            await socket.send(encode_request(request), zmq.NOBLOCK)
            return await asyncio.wait_for(answer, _ANSWER_WITHIN_S)
        except (TimeoutError, zmq.ZMQError):
            raise unavailable(_AWAY) from None
        finally:
            del self._waiting[request.id]

    def _connected(self) -> zmq.asyncio.Socket:
        if self._socket is None:
            self._socket = zmq.asyncio.Context.instance().socket(zmq.DEALER)
            # Nothing queues for a host that is away: the question fails at once instead.
            self._socket.setsockopt(zmq.IMMEDIATE, 1)
            self._socket.setsockopt(zmq.LINGER, 0)
            self._socket.setsockopt(zmq.RECONNECT_IVL, 50)
            self._socket.setsockopt(zmq.RECONNECT_IVL_MAX, 500)
            self._socket.connect(self._endpoint)
            self._reader = asyncio.get_running_loop().create_task(self._read(self._socket))
        return self._socket

    async def _read(self, socket: zmq.asyncio.Socket) -> None:
        while True:
            try:
                self._take(decode_reply(await socket.recv()))
            except Fault as fault:
                log.error("media host answers nonsense", reason=fault.message)

    def _take(self, reply: Reply) -> None:
        answer = self._waiting.get(reply.id)
        if answer is None or answer.done():
            return  # whoever asked has gone
        if reply.fault is not None:
            answer.set_exception(reply.fault)
        else:
            answer.set_result(reply.value)


def _pair(value: Json) -> tuple[str, str]:
    match value:
        case [str(session), str(answer)]:
            return session, answer
    raise unavailable(_AWAY)
