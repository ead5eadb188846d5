"""WHIP, end to end with an independent WebRTC peer on this machine that sends real H.264 and Opus."""

import asyncio
import fractions
from collections.abc import AsyncIterator
from itertools import pairwise
from typing import cast

import av
import numpy as np
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack

from ingest.live.peers import Holder
from ingest.live.whip import WhipServer
from ingest.nal import nal_units
from ingest.packet import Unit
from ingest.published import Published
from kernel.errors import Fault, FaultKind
from tests.ingest.live.source import film

P1 = Holder("unit_1", "device:1")


class Film(MediaStreamTrack):
    """Encoded frames over and over, ten a second; aiortc sends them as they are."""

    kind = "video"

    def __init__(self, frames: list[bytes]) -> None:
        super().__init__()
        self.frames = frames
        self._number = 0

    async def recv(self) -> "av.Packet[av.VideoStream]":
        await asyncio.sleep(0.1)
        packet = cast("av.Packet[av.VideoStream]", av.Packet(self.frames[self._number % len(self.frames)]))
        packet.pts, packet.time_base = self._number * 9000, fractions.Fraction(1, 90_000)
        self._number += 1
        return packet


class Phone:
    """A publisher: video, and sound if wanted."""

    def __init__(self, frames: list[bytes], has_sound: bool = False) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        transceiver = self.connection.addTransceiver(Film(frames), direction="sendonly")
        capabilities = RTCRtpSender.getCapabilities("video")
        assert capabilities is not None
        transceiver.setCodecPreferences([codec for codec in capabilities.codecs if codec.mimeType == "video/H264"])
        if has_sound:
            self.connection.addTransceiver(AudioStreamTrack(), direction="sendonly")

    async def offer(self) -> str:
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return self.connection.localDescription.sdp

    async def publish(self, server: WhipServer, publisher: str = "unit_1") -> str:
        session, answer = await server.answer(publisher, await self.offer(), P1)
        await self.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        return session


class Desk:
    """A WHIP server and what came in."""

    def __init__(self) -> None:
        self.items: list[tuple[str, Published]] = []
        self.server = WhipServer(lambda publisher, item: self.items.append((publisher, item)), session_limit=1)

    @property
    def units(self) -> list[Unit]:
        return [item.unit for _, item in self.items if item.unit is not None]

    def of(self, track: str) -> list[Unit]:
        return [unit for unit in self.units if unit.track == track]

    async def until(self, video: int, sound: int = 0) -> None:
        async with asyncio.timeout(10):
            while len(self.of("video")) < video or len(self.of("audio")) < sound:
                await asyncio.sleep(0.02)


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    desk = Desk()
    yield desk
    await desk.server.peers.close_all()


FRAMES = [packet.data for packet in film(10)]


async def test_what_a_phone_sends_comes_out_bit_by_bit_with_its_sound(desk: Desk) -> None:
    phone = Phone(FRAMES, has_sound=True)
    session = await phone.publish(desk.server)
    await desk.until(12, 30)
    video, sound = desk.of("video")[:12], desk.of("audio")

    assert video[0].is_keyframe
    sent, got = [nal_units(frame) for frame in FRAMES], [nal_units(unit.data) for unit in video]
    start = sent.index(got[0])
    assert got == [sent[(start + i) % len(sent)] for i in range(12)]
    assert [(b.pts_us or 0) - (a.pts_us or 0) for a, b in pairwise(video)] == [100_000] * 11
    assert {unit.duration_us for unit in sound} == {20_000}
    decoder = av.CodecContext.create("libopus", "r")
    heard = [frame for unit in sound for frame in decoder.decode(av.Packet(unit.data))]
    assert len(heard) >= 25
    assert {(publisher, item.publication, item.has_audio) for publisher, item in desk.items} == {
        ("unit_1", session, True)
    }
    await phone.connection.close()


async def test_the_senders_report_tells_the_time_of_what_follows(desk: Desk) -> None:
    phone = Phone(FRAMES)
    await phone.publish(desk.server)
    async with asyncio.timeout(10):
        while not any(unit.sent_at_us for unit in desk.units):
            await asyncio.sleep(0.05)
    await phone.connection.close()

    timed = [unit for unit in desk.units if unit.sent_at_us]
    assert timed[0] is not desk.units[0]
    moment_us = 1_000_000 * float(np.datetime64("now").astype("datetime64[s]").astype(int))
    assert abs((timed[-1].sent_at_us or 0) - moment_us) < 5_000_000


async def test_the_same_unit_again_replaces_itself_and_the_first_publication_is_told_ended(desk: Desk) -> None:
    first, second = Phone(FRAMES), Phone(FRAMES)
    old = await first.publish(desk.server)
    await desk.until(2)
    new = await second.publish(desk.server)
    before = len(desk.items)
    await desk.until(len(desk.of("video")) + 3)

    assert [item.publication for _, item in desk.items if item.unit is None] == [old]
    assert {item.publication for _, item in desk.items[before:]} == {new}
    assert [peer.id for peer in desk.server.peers.open()] == [new]
    await first.connection.close()
    await second.connection.close()


async def test_another_publisher_than_allowed_is_refused(desk: Desk) -> None:
    first, second = Phone(FRAMES), Phone(FRAMES)
    await first.publish(desk.server)
    with pytest.raises(Fault, match="1 publish already") as caught:
        await second.publish(desk.server, "unit_2")
    assert caught.value.kind is FaultKind.LIMITED
    await first.connection.close()
    await second.connection.close()


@pytest.mark.parametrize("away", ["H264", "m=video", "v=0"])
async def test_an_offer_without_what_is_needed_is_refused_and_leaves_nothing(desk: Desk, away: str) -> None:
    phone = Phone(FRAMES)
    offer = (await phone.offer()).replace(away, "VP9" if away == "H264" else "x=0")
    with pytest.raises(Fault) as caught:
        await desk.server.answer("unit_1", offer, P1)
    assert caught.value.kind is FaultKind.INVALID
    assert desk.server.peers.open() == []
    await phone.connection.close()


async def test_the_answer_asks_for_constrained_baseline_first(desk: Desk) -> None:
    phone = Phone(FRAMES)
    _, answer = await desk.server.answer("unit_1", await phone.offer(), P1)
    video = next(line for line in answer.splitlines() if line.startswith("m=video"))
    first = video.split()[3]
    parameters = next(line for line in answer.splitlines() if line.startswith(f"a=fmtp:{first} "))
    assert "profile-level-id=42e01f" in parameters
    assert "packetization-mode=1" in parameters
    assert "VP8" not in answer
    await phone.connection.close()


async def test_keyframes_are_asked_for_every_two_seconds(desk: Desk) -> None:
    phone = Phone(FRAMES[:1] + FRAMES[1:5] * 20)
    asked: list[float] = []
    loop = asyncio.get_running_loop()
    (sender,) = phone.connection.getSenders()
    sender._send_keyframe = lambda: asked.append(loop.time())  # type: ignore[method-assign]
    await phone.publish(desk.server)
    await asyncio.sleep(5.5)
    await phone.connection.close()

    assert 2 <= len(asked) <= 3
    assert all(1.8 < after - before < 2.4 for before, after in pairwise(asked))
