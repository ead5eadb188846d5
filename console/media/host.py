"""The media host: an event loop of its own with everything that speaks WebRTC, and the threads that transcode."""

import asyncio
import threading
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import structlog
import uvloop
import zmq
import zmq.asyncio

from console.heartbeat import Sign
from console.media.talking import Talking
from console.media.wire import Reply, Request, decode_request, encode_reply
from console.settings import Settings
from ingest.live.choice import LiveStreams, Viewed, Wish
from ingest.live.peers import Holder, Peers
from ingest.live.relay import LiveRelay
from ingest.live.talk import TalkServer
from ingest.live.transcode import Transcoder
from ingest.live.whep import WhepServer
from ingest.live.whip import WhipServer
from ingest.published import Published, encode_published, published_topic
from kernel.actor import Actor, ActorKind
from kernel.clock import Clock
from kernel.errors import Fault, FaultKind, invalid
from kernel.ids import CameraId
from kernel.journal import Json, JsonObject

log = structlog.get_logger()

_START_WITHIN_S = 10.0
_PUBLISH_QUEUE = 4000


@dataclass(eq=False, slots=True)
class _Desk:
    """What lives in the host's event loop."""

    relay: LiveRelay
    transcoded: LiveRelay
    streams: LiveStreams
    whep: WhepServer
    whip: WhipServer
    talk: TalkServer
    line: zmq.asyncio.Socket
    published: zmq.Socket[bytes]

    @property
    def peers(self) -> dict[str, Peers]:
        """Who is connected, by kind of session."""
        return {"whep": self.whep.peers, "whip": self.whip.peers, "talk": self.talk.peers}


class MediaHost:
    """Serves viewers and publishers until stopped. `start` and `stop` once each; `sign` from any thread."""

    def __init__(self, settings: Settings, clock: Clock, talking: Talking) -> None:
        self._settings = settings
        self._clock = clock
        self._talking = talking
        self._transcoder: Transcoder | None = None
        self._desk: _Desk | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._ready = threading.Event()
        self._fault: str | None = None
        self._thread = threading.Thread(target=self._run, name="media host", daemon=True)
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Bind the sockets and serve; raises an unavailable fault when that fails."""
        settings = self._settings
        settings.run_dir.mkdir(parents=True, exist_ok=True)
        self._transcoder = Transcoder(
            settings.ingest.feed_endpoint, settings.transcoded_endpoint, self._clock, settings.media.transcode_limit
        )
        self._thread.start()
        if not self._ready.wait(_START_WITHIN_S) or self._desk is None:
            raise Fault(FaultKind.UNAVAILABLE, f"media host: cannot serve: {self._fault or 'no reason given'}")

    def stop(self) -> None:
        """Say good-bye to everyone, then let go."""
        if self._loop is not None and self._stop is not None:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._stop.set)
        if self._thread.is_alive():
            self._thread.join(5)
        if self._transcoder is not None:
            self._transcoder.close()

    def sign(self) -> Sign:
        """Figures and faults for the heartbeat."""
        desk, transcoder = self._desk, self._transcoder
        if desk is None or transcoder is None or not self._thread.is_alive():
            return Sign({}, (self._fault or "the media host does not serve",))
        figures: dict[str, float] = {
            "whep_sessions": len(desk.whep.peers),
            "whip_sessions": len(desk.whip.peers),
            "talk_sessions": len(desk.talk.peers),
            "published_units": desk.whip.units,
            "published_holes": desk.whip.holes,
            "relayed_packets": desk.relay.packets + desk.transcoded.packets,
        }
        return Sign({**figures, **desk.relay.figures(), **transcoder.figures()})

    def _run(self) -> None:
        try:
            uvloop.run(self._serve())
        except Exception as error:  # the thread's top: the heartbeat tells it
            self._fault = f"{type(error).__name__}: {error}"
            log.exception("media host failed")
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        desk = self._furnish()
        answering = asyncio.create_task(self._answer_all(desk))
        self._desk = desk
        self._ready.set()
        log.info("media host serves", endpoint=self._settings.media_endpoint)
        ended = asyncio.create_task(self._stop.wait())
        await asyncio.wait((answering, ended), return_when=asyncio.FIRST_COMPLETED)
        if answering.done():
            self._fault = f"the line to the console broke: {answering.exception()}"
        answering.cancel()
        await asyncio.gather(*(peers.close_all() for peers in desk.peers.values()))
        await asyncio.gather(desk.relay.close(), desk.transcoded.close())
        desk.line.close(linger=200)
        desk.published.close(linger=200)

    def _furnish(self) -> _Desk:
        settings, context = self._settings, zmq.asyncio.Context.instance()
        line = context.socket(zmq.ROUTER)
        line.bind(_free(settings.media_endpoint))
        published: zmq.Socket[bytes] = zmq.Context.instance().socket(zmq.PUB)
        published.setsockopt(zmq.SNDHWM, _PUBLISH_QUEUE)
        published.bind(_free(settings.ingest.published_endpoint))

        def publish(publisher: str, item: Published) -> None:
            with suppress(zmq.Again):
                published.send_multipart((published_topic(publisher), encode_published(item)), zmq.NOBLOCK)

        relay, transcoded = LiveRelay(settings.ingest.feed_endpoint), LiveRelay(settings.transcoded_endpoint)
        whep, whip = WhepServer(settings.media.viewer_limit), WhipServer(publish, settings.media.publisher_limit)
        talk = TalkServer(self._talking.open, self._talking.told)
        return _Desk(relay, transcoded, LiveStreams(relay, transcoded, self._hire), whep, whip, talk, line, published)

    async def _hire(self, camera: CameraId) -> None:
        assert self._transcoder is not None
        self._transcoder.demand(camera)

    async def _answer_all(self, desk: _Desk) -> None:
        loop = asyncio.get_running_loop()
        while True:
            sender, wire = await desk.line.recv_multipart()
            task = loop.create_task(self._answer(desk, sender, wire))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, desk: _Desk, sender: bytes, wire: bytes) -> None:
        try:
            request = decode_request(wire)
        except Fault as fault:
            log.error("a request that is none", reason=fault.message)
            return
        try:
            reply = Reply(request.id, await self._do(desk, request))
        except Fault as fault:
            reply = Reply(request.id, fault=fault)
        except Exception:  # one viewer's odd offer must not end the host
            log.exception("request failed", request=request.name)
            reply = Reply(request.id, fault=Fault(FaultKind.UNAVAILABLE, f"media host: {request.name} failed"))
        with suppress(zmq.ZMQError):
            await desk.line.send_multipart((sender, encode_reply(reply)))

    async def _do(self, desk: _Desk, request: Request) -> Json:
        said = request.arguments
        match request.name:
            case "open_whep":
                viewed = Viewed(CameraId(str(said["camera"])), Wish(str(said["wish"])), bool(said["has_sub"]))
                watch = partial(desk.streams.for_webrtc, viewed)
                return list(await desk.whep.answer(viewed.camera, str(said["offer"]), watch, _holder(said)))
            case "open_whip":
                return list(await desk.whip.answer(str(said["publisher"]), str(said["offer"]), _holder(said)))
            case "open_talk":
                actor = Actor(ActorKind(str(said["kind"])), str(said["person"]), str(said["named"]))
                camera, holder = CameraId(str(said["camera"])), _holder(said)
                return list(await desk.talk.answer(camera, str(said["offer"]), holder, actor))
            case "close_session":
                person = said.get("person")
                peers = desk.peers[str(said["kind"])]
                await peers.close(str(said["session"]), str(person) if person is not None else None)
            case "close_login":
                for peers in desk.peers.values():
                    await peers.close_login(str(said["login"]))
            case "sessions":
                return [one for kind, peers in desk.peers.items() for one in _listed(kind, peers)]
            case "transcode":
                await self._hire(CameraId(str(said["camera"])))
            case _:
                raise invalid(f"media host: nothing is called {request.name}")
        return None


def _holder(said: JsonObject) -> Holder:
    return Holder(str(said["person"]), str(said["login"]))


def _listed(kind: str, peers: Peers) -> list[Json]:
    return [
        {
            "kind": kind,
            "id": peer.id,
            "subject": peer.subject,
            "person": peer.holder.person,
            "login": peer.holder.login,
        }
        for peer in peers.open()
    ]


def _free(endpoint: str) -> str:
    """The endpoint, its folder made. (A socket file that a killed host left is taken over by ZeroMQ.)"""
    if endpoint.startswith("ipc://"):
        Path(endpoint.removeprefix("ipc://")).parent.mkdir(parents=True, exist_ok=True)
    return endpoint
