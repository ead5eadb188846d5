"""Talking through cameras: a browser's microphone over WebRTC, decoded, to the camera's loudspeaker."""

import asyncio
from collections import defaultdict, deque
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, TypeVar, TypeVarTuple

from aiortc import MediaStreamTrack, RTCPeerConnection, RTCRtpReceiver
from aiortc.mediastreams import MediaStreamError
from av.audio.frame import AudioFrame

from ingest.live.offer import demand_speech_offer, too_many
from ingest.live.peers import CONNECT_S, Holder, Peers, apply_offer, make_answer, new_connection
from ingest.sources.speech import SpeechEncoder
from kernel.actor import Actor
from kernel.errors import Fault, conflict, unavailable
from kernel.ids import CameraId

_MUST = "send Opus sound"
_WAITING_FRAMES = 25  # half a second: what a slow camera makes wait longer is left out

Said = TypeVarTuple("Said")
Result = TypeVar("Result")


class TalkEnd(StrEnum):
    """Why a talk ended."""

    LET_GO = "let_go"
    SILENCE = "silence"
    LIMIT = "limit"
    CAMERA = "camera"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class TalkLimits:
    """silence_s: how long nothing may come of the speaker; total_s: how long he may talk in one go."""

    silence_s: float = 5.0
    total_s: float = 120.0
    open_s: float = 6.0
    talks: int = 16


class Loudspeaker(Protocol):
    """What `ingest.sources.back_channel.BackChannel` is. Its methods block."""

    codec: str
    rate_hz: int

    def send(self, at: int, payload: bytes) -> None: ...
    def close(self) -> None: ...


@dataclass(eq=False, slots=True)
class Talk:
    """One person talking through one camera. has_begun: whether sound has gone out. why: what the camera said."""

    camera: CameraId
    holder: Holder
    actor: Actor
    session: str = ""
    has_begun: bool = False
    end: TalkEnd | None = None
    why: str | None = None
    task: "asyncio.Task[None] | None" = None
    frames: deque[AudioFrame] = field(default_factory=lambda: deque(maxlen=_WAITING_FRAMES))
    thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "talk"))

    async def blocking(self, call: Callable[[*Said], Result], *said: *Said) -> Result:
        """What `call` returns, in the talk's one thread."""
        return await asyncio.get_running_loop().run_in_executor(self.thread, call, *said)


Open = Callable[[CameraId], Loudspeaker]
"""Connects to the camera's loudspeaker; blocks, raises a fault."""

Told = Callable[[Talk], Awaitable[None]]
"""Hears that a talk began, or has ended (its `end` is set)."""


class TalkServer:
    """Answers offers to talk; one talker for each camera. Belongs to one event loop.

    Who talks already takes his own place when he presses again. A talk ends when it is let go, when nothing comes of
    the speaker any more, after `limits.total_s`, and when the camera or the browser is gone.
    """

    def __init__(self, open_loudspeaker: Open, told: Told, limits: TalkLimits | None = None) -> None:
        self.peers = Peers("talk")
        self._open_loudspeaker = open_loudspeaker
        self._told = told
        self._limits = limits or TalkLimits()
        self._talkers: dict[CameraId, Actor] = {}
        self._locks: defaultdict[CameraId, asyncio.Lock] = defaultdict(asyncio.Lock)

    async def answer(self, camera: CameraId, offer_sdp: str, holder: Holder, actor: Actor) -> tuple[str, str]:
        """(session id, SDP answer) for a browser's offer to send sound to the camera.

        Raises a conflict that names who talks already, an invalid fault for an offer without sound or a camera without
        a loudspeaker, and whatever is wrong with the camera.
        """
        demand_speech_offer(f"camera {camera}", offer_sdp)
        self._demand_free(camera, actor)
        # Who presses again at once waits here for his first press, to take its place.
        async with self._locks[camera]:
            self._demand_free(camera, actor)
            await self.peers.close_subject(camera, "the same person talks anew")
            async with AsyncExitStack() as resources:
                self._talkers[camera] = actor
                resources.callback(self._talkers.pop, camera)
                return await self._open(Talk(camera, holder, actor), offer_sdp, resources)

    def _demand_free(self, camera: CameraId, actor: Actor) -> None:
        talker = self._talkers.get(camera, actor)
        if talker.id != actor.id:
            raise conflict(f"camera {camera}: {talker.name} is talking; wait until they have finished")
        if len(self._talkers) >= self._limits.talks and camera not in self._talkers:
            raise too_many(f"camera {camera}", self._limits.talks, "people talk")

    async def _open(self, talk: Talk, offer_sdp: str, resources: AsyncExitStack) -> tuple[str, str]:
        resources.callback(talk.thread.shutdown, wait=False)
        loudspeaker = await self._opened(talk)
        resources.push_async_callback(talk.blocking, loudspeaker.close)
        connection = new_connection()
        resources.push_async_callback(connection.close)
        receiver, answer = await _negotiate(f"camera {talk.camera}", connection, offer_sdp)
        resources.push_async_callback(self._end, talk, connection)
        talk.session = self.peers.keep(talk.camera, talk.holder, connection, resources.pop_all())
        talk.task = asyncio.create_task(self._carry(talk, loudspeaker, receiver.track))
        return talk.session, answer

    async def _opened(self, talk: Talk) -> Loudspeaker:
        opening = asyncio.ensure_future(talk.blocking(self._open_loudspeaker, talk.camera))
        try:
            return await asyncio.wait_for(asyncio.shield(opening), self._limits.open_s)
        except TimeoutError:
            opening.add_done_callback(_close_late)
            raise unavailable(f"camera {talk.camera}: its loudspeaker does not answer; try again") from None

    async def _carry(self, talk: Talk, loudspeaker: Loudspeaker, track: MediaStreamTrack) -> None:
        """Until the talk is over, for whatever reason."""
        try:
            async with asyncio.TaskGroup() as tasks:
                sound = asyncio.Event()
                sending = tasks.create_task(self._send(talk, loudspeaker, sound))
                await self._listen(talk, track, sound)
                sending.cancel()
        except* MediaStreamError:
            talk.end = TalkEnd.LOST
        except* Fault as faults:
            talk.end, talk.why = TalkEnd.CAMERA, str(faults.exceptions[0])
        finally:
            await self.peers.close_subject(talk.camera, f"the talk is over ({talk.end})")

    async def _listen(self, talk: Talk, track: MediaStreamTrack, sound: asyncio.Event) -> None:
        """Take the speaker's frames until he is silent, or has talked long enough."""
        loop = asyncio.get_running_loop()
        over_at, wait_s = loop.time() + CONNECT_S + self._limits.total_s, CONNECT_S
        while True:
            left_s = over_at - loop.time()
            try:
                frame = await asyncio.wait_for(track.recv(), min(wait_s, max(left_s, 0)))
            except TimeoutError:
                talk.end = TalkEnd.SILENCE if loop.time() < over_at else TalkEnd.LIMIT
                return
            if wait_s == CONNECT_S:
                over_at, wait_s = loop.time() + self._limits.total_s, self._limits.silence_s
            assert isinstance(frame, AudioFrame)
            talk.frames.append(frame)
            sound.set()

    async def _send(self, talk: Talk, loudspeaker: Loudspeaker, sound: asyncio.Event) -> None:
        encoder = SpeechEncoder(loudspeaker.codec, loudspeaker.rate_hz)
        while True:
            await sound.wait()
            sound.clear()
            while talk.frames:
                for at, payload in encoder.push(talk.frames.popleft()):
                    await talk.blocking(loudspeaker.send, at, payload)
                    if not talk.has_begun:
                        talk.has_begun = True
                        await self._told(talk)

    async def _end(self, talk: Talk, connection: RTCPeerConnection) -> None:
        if talk.task is not None and talk.task is not asyncio.current_task():
            talk.task.cancel()
            await asyncio.wait((talk.task,))
        if talk.end is None:
            talk.end = TalkEnd.LOST if connection.connectionState in ("failed", "closed") else TalkEnd.LET_GO
        if talk.has_begun:
            await self._told(talk)


async def _negotiate(subject: str, connection: RTCPeerConnection, offer_sdp: str) -> tuple[RTCRtpReceiver, str]:
    transceiver = connection.addTransceiver("audio", direction="recvonly")
    capabilities = RTCRtpReceiver.getCapabilities("audio")
    assert capabilities is not None
    transceiver.setCodecPreferences([codec for codec in capabilities.codecs if codec.mimeType == "audio/opus"])
    await apply_offer(subject, connection, offer_sdp, _MUST)
    return transceiver.receiver, await make_answer(subject, connection, _MUST)


def _close_late(opening: "asyncio.Future[Loudspeaker]") -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.get_loop().run_in_executor(None, opening.result().close)
