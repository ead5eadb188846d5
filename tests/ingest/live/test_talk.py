"""Talking, end to end with an independent WebRTC peer: to a camera that is not ours, and to ones that misbehave."""

import asyncio
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamTrack
from av.audio.frame import AudioFrame

from ingest.address import parse_address
from ingest.live.peers import Holder
from ingest.live.talk import Loudspeaker, Talk, TalkEnd, TalkLimits, TalkServer
from ingest.settings import IngestSettings
from ingest.sources.back_channel import BackChannel
from kernel.actor import Actor, ActorKind
from kernel.errors import Fault, FaultKind, unavailable
from kernel.ids import CameraId
from tests.ingest.speech import PITCH_HZ, heard, is_heard_soon, level, pitch_hz, voice
from tests.wire.senders import gst_rtsp, make_clip

GATE = CameraId("gate")
LIN, WU = Holder("lin", "login:1"), Holder("wu", "login:2")


class Microphone(MediaStreamTrack):
    """A tone at the pace of speech; falls silent after `frames`."""

    kind = "audio"

    def __init__(self, frames: int) -> None:
        super().__init__()
        self._tone = voice(frames)

    async def recv(self) -> AudioFrame:
        await asyncio.sleep(0.018 if self._tone else 3600)
        return self._tone.pop(0)


class Speaker:
    """A browser in which somebody talks."""

    def __init__(self, frames: int = 500) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connection.addTransceiver(Microphone(frames), direction="sendonly")

    async def talk(self, server: TalkServer, holder: Holder = LIN) -> str:
        await self.connection.setLocalDescription(await self.connection.createOffer())
        offer = self.connection.localDescription.sdp
        actor = Actor(ActorKind.USER, holder.person, holder.person.title())
        session, answer = await server.answer(GATE, offer, holder, actor)
        await self.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        return session


@dataclass
class Tin:
    """A loudspeaker that counts, and may break."""

    breaks_after: int = 1 << 30
    sent: list[tuple[int, bytes]] = field(default_factory=list)
    is_closed: bool = False
    codec: str = "pcm_alaw"
    rate_hz: int = 8000

    def send(self, at: int, payload: bytes) -> None:
        assert not self.is_closed
        if len(self.sent) >= self.breaks_after:
            raise unavailable("camera gate: the connection was closed by the camera")
        self.sent.append((at, payload))

    def close(self) -> None:
        self.is_closed = True


class Desk:
    """A talk server whose camera is a tin, and what it told."""

    def __init__(self) -> None:
        self.tins: list[Tin] = []
        self.told: list[tuple[str, TalkEnd | None, str | None]] = []
        self.next = Tin()
        self.limits = TalkLimits()

    def server(self, **limits: float) -> TalkServer:
        return TalkServer(self._open, self._hear, replace(self.limits, **limits))  # type: ignore[arg-type]

    async def until_told(self, count: int) -> None:
        async with asyncio.timeout(10):
            while len(self.told) < count:
                await asyncio.sleep(0.02)

    def _open(self, _camera: CameraId) -> Loudspeaker:
        self.tins.append(self.next)
        self.next = Tin()
        return self.tins[-1]

    async def _hear(self, talk: Talk) -> None:
        self.told.append((talk.actor.name, talk.end, talk.why))


@pytest.fixture
def desk() -> Desk:
    return Desk()


async def test_what_is_said_comes_out_of_the_camera(tmp_path: Path, desk: Desk) -> None:
    clip = make_clip(tmp_path / "tone.mp4", "-bf", "0", seconds=1)
    with gst_rtsp(clip, loudspeaker=("mulaw", tmp_path / "heard")) as url:
        address = parse_address(url)[0]
        limits = TalkLimits(silence_s=60)
        server = TalkServer(lambda _: BackChannel(address, None, IngestSettings()), desk._hear, limits)
        for _ in range(5):  # some sessions of this server are deaf
            speaker = Speaker(frames=2500)
            session = await speaker.talk(server)
            is_out = await asyncio.to_thread(is_heard_soon, tmp_path / "heard", 1.0)
            await server.peers.close(session, "lin")
            await speaker.connection.close()
            if is_out:
                break
        samples = await asyncio.to_thread(heard, tmp_path / "heard", 1.0)

    assert abs(pitch_hz(samples[1600:]) - PITCH_HZ) < 3
    assert level(samples[1600:]) > 0.2
    assert desk.told[-2:] == [("Lin", None, None), ("Lin", TalkEnd.LET_GO, None)]


async def test_a_second_talker_is_told_who_talks_and_has_his_turn_afterwards(desk: Desk) -> None:
    server, lin, wu = desk.server(), Speaker(), Speaker()
    session = await lin.talk(server)
    with pytest.raises(Fault, match="Lin is talking") as refused:
        await wu.talk(server, WU)
    await server.peers.close(session, "lin")
    wu = Speaker()
    await wu.talk(server, WU)
    await desk.until_told(1)
    await server.peers.close_all()
    for one in (lin, wu):
        await one.connection.close()

    assert refused.value.kind is FaultKind.CONFLICT
    assert [tin.is_closed for tin in desk.tins] == [True, True]
    assert desk.told[-1] == ("Wu", TalkEnd.LET_GO, None)


async def test_who_presses_again_takes_his_own_place(desk: Desk) -> None:
    server, first, second = desk.server(), Speaker(), Speaker()
    sessions = await asyncio.gather(first.talk(server), second.talk(server))
    assert [peer.id for peer in server.peers.open()] == [sessions[1]]
    assert [tin.is_closed for tin in desk.tins] == [True, False]
    await server.peers.close_all()
    for one in (first, second):
        await one.connection.close()


@pytest.mark.parametrize(
    ("limits", "breaks_after", "end", "why"),
    [
        pytest.param({"silence_s": 0.4}, 1 << 30, TalkEnd.SILENCE, None, id="nothing comes any more"),
        pytest.param({"total_s": 0.3}, 1 << 30, TalkEnd.LIMIT, None, id="too long"),
        pytest.param({}, 5, TalkEnd.CAMERA, "camera gate: the connection was closed by the camera", id="camera gone"),
    ],
)
async def test_a_talk_ends_by_itself(
    desk: Desk, limits: dict[str, float], breaks_after: int, end: TalkEnd, why: str | None
) -> None:
    desk.next = Tin(breaks_after)
    server, speaker = desk.server(**limits), Speaker(frames=25)
    await speaker.talk(server)
    await desk.until_told(2)

    assert desk.told == [("Lin", None, None), ("Lin", end, why)]
    assert len(server.peers) == 0
    async with asyncio.timeout(2):
        while not desk.tins[0].is_closed:
            await asyncio.sleep(0.01)
    await speaker.connection.close()


async def test_a_browser_that_is_gone_frees_the_camera(desk: Desk) -> None:
    server, lin, wu = desk.server(), Speaker(), Speaker()
    await lin.talk(server)
    await desk.until_told(1)
    await lin.connection.close()
    await desk.until_told(2)
    await wu.talk(server, WU)
    await server.peers.close_all()
    await wu.connection.close()

    assert desk.told[1] == ("Lin", TalkEnd.LOST, None)


async def test_a_camera_that_refuses_leaves_nothing_behind(desk: Desk) -> None:
    def refuse(_camera: CameraId) -> Loudspeaker:
        raise unavailable("camera gate: wrong user name or password")

    server, speaker = TalkServer(refuse, desk._hear), Speaker()
    for _ in range(2):
        with pytest.raises(Fault, match="wrong user name"):
            await speaker.talk(server)
    await speaker.connection.close()

    assert (len(server.peers), desk.told) == (0, [])


@pytest.mark.parametrize("offer", ["hello", "v=0\r\nm=video 9 UDP 96\r\n", "v=0\r\nm=audio 9 UDP 0\r\n"])
async def test_an_offer_that_cannot_be_talked_with_is_refused_before_the_camera_is_troubled(
    desk: Desk, offer: str
) -> None:
    with pytest.raises(Fault) as refused:
        await desk.server().answer(GATE, offer, LIN, Actor(ActorKind.USER, "lin", "Lin"))

    assert (refused.value.kind, desk.tins) == (FaultKind.INVALID, [])
