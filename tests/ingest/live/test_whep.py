"""WHEP, end to end with an independent WebRTC peer on this machine."""

import asyncio
import itertools
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import av
import pytest
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack

from ingest.feed.publisher import FeedPublisher
from ingest.live.relay import LiveRelay
from ingest.live.whep import PacketTrack, WhepServer, reachable
from kernel.errors import Fault, FaultKind
from tests.ingest.live.source import GATE, STEP_US, feed, film, keep_publishing, needs_x265, shade


class Peer:
    """A browser's end: offers to receive video and keeps the track it gets."""

    def __init__(self) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.connection.addTransceiver("video", direction="recvonly")
        self._track: asyncio.Future[MediaStreamTrack] = asyncio.get_running_loop().create_future()
        self.connection.on("track", self._track.set_result)

    async def offer(self) -> str:
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return self.connection.localDescription.sdp

    async def accept(self, answer: str) -> None:
        await self.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))

    async def frames(self, count: int) -> list[av.VideoFrame]:
        """The next `count` decoded frames."""
        track = await self._track
        got: list[av.VideoFrame] = []
        async with asyncio.timeout(10):
            while len(got) < count:
                frame = await track.recv()
                assert isinstance(frame, av.VideoFrame)
                got.append(frame)
        return got


@pytest.fixture
async def publisher(tmp_path: Path) -> AsyncIterator[FeedPublisher]:
    with feed(tmp_path) as publisher:
        yield publisher


@pytest.fixture
async def whep(publisher: FeedPublisher) -> AsyncIterator[WhepServer]:
    relay = LiveRelay(publisher.endpoint)
    server = WhepServer(relay, session_limit=2)
    yield server
    await server.close_all()
    await relay.close()


@pytest.fixture
async def camera(publisher: FeedPublisher) -> AsyncIterator[None]:
    """The gate camera, ten frames a second."""
    task = asyncio.create_task(keep_publishing(publisher, film(40), 0.1))
    yield
    task.cancel()


@pytest.mark.usefixtures("camera")
async def test_peer_decodes_the_camera_from_its_first_frame(whep: WhepServer) -> None:
    peer = Peer()
    session, answer = await whep.answer(GATE, await peer.offer(), owner="usr_1")
    assert "VP8" not in answer
    await peer.accept(answer)
    shades = [float(frame.to_ndarray(format="gray").mean()) for frame in await peer.frames(15)]
    numbers = [round((grey - shade(0)) / 10) for grey in shades]
    assert all(abs(grey - shade(number)) < 4 for grey, number in zip(shades, numbers, strict=True))
    assert [(after - before) % 20 for before, after in itertools.pairwise(numbers)] == [1] * 14
    assert numbers[0] % 5 == 0
    assert whep.owner(session) == "usr_1"
    await whep.close(session)
    assert whep.sessions == 0
    with pytest.raises(Fault) as caught:
        whep.owner(session)
    assert caught.value.kind is FaultKind.NOT_FOUND
    await peer.connection.close()


@pytest.mark.usefixtures("camera")
async def test_peer_that_vanishes_without_a_word_is_closed_within_five_seconds(whep: WhepServer) -> None:
    peer = Peer()
    _, answer = await whep.answer(GATE, await peer.offer())
    await peer.accept(answer)
    await peer.frames(1)
    # Its sockets fall silent, as when a machine is switched off: no goodbye on any layer.
    (transceiver,) = peer.connection.getTransceivers()
    for protocol in transceiver.receiver.transport.transport._connection._protocols:
        protocol.transport.abort()
    async with asyncio.timeout(5):
        while whep.sessions:
            await asyncio.sleep(0.05)
    await peer.connection.close()


@pytest.mark.usefixtures("camera")
async def test_more_viewers_than_allowed_are_refused(whep: WhepServer) -> None:
    peers = [Peer(), Peer(), Peer()]
    for peer in peers[:2]:
        await whep.answer(GATE, await peer.offer(), owner="usr_1")
    with pytest.raises(Fault, match="2 people watch already") as caught:
        await whep.answer(GATE, await peers[2].offer())
    assert caught.value.kind is FaultKind.LIMITED
    await whep.close_owned("usr_1")
    assert whep.sessions == 0
    for peer in peers:
        await peer.connection.close()


@needs_x265
async def test_h265_camera_is_refused_by_name(whep: WhepServer, publisher: FeedPublisher) -> None:
    publisher.publish(film(1, "hevc")[0])
    peer = Peer()
    with pytest.raises(Fault, match=r"camera cam_gate: H\.265 cannot be sent to a browser by WebRTC") as caught:
        await whep.answer(GATE, await peer.offer())
    assert caught.value.kind is FaultKind.INVALID
    assert whep.sessions == 0
    await peer.connection.close()


async def test_camera_that_is_offline_is_answered_and_shows_a_picture_when_it_returns(
    whep: WhepServer, publisher: FeedPublisher
) -> None:
    peer = Peer()
    _, answer = await whep.answer(GATE, await peer.offer())
    await peer.accept(answer)
    task = asyncio.create_task(keep_publishing(publisher, film(20), 0.1))
    assert len(await peer.frames(3)) == 3
    task.cancel()
    await peer.connection.close()


NO_H264 = """v=0
o=- 1 1 IN IP4 127.0.0.1
s=-
t=0 0
a=group:BUNDLE 0
m=video 9 UDP/TLS/RTP/SAVPF 96
c=IN IP4 0.0.0.0
a=mid:0
a=recvonly
a=rtcp-mux
a=rtpmap:96 VP9/90000
a=ice-ufrag:abcd
a=ice-pwd:abcdefghijklmnopqrstuvwx
a=fingerprint:sha-256 00:00
a=setup:actpass
"""


@pytest.mark.parametrize(
    "offer",
    ["", "hello", "v=0\r\nm=video", "v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 0\r\n", "v=0 m=video " + "x" * 70_000, NO_H264],
    ids=["empty", "no sdp", "cut short", "no video", "too long", "no h264"],
)
@pytest.mark.usefixtures("camera")
async def test_bad_offer_is_a_fault_that_names_the_camera(whep: WhepServer, offer: str) -> None:
    with pytest.raises(Fault, match="camera cam_gate: the offer") as caught:
        await whep.answer(GATE, offer)
    assert caught.value.kind is FaultKind.INVALID
    assert whep.sessions == 0


async def test_what_waited_is_squeezed_up_to_the_live_edge(publisher: FeedPublisher) -> None:
    relay = LiveRelay(publisher.endpoint)
    packets = film(12)
    for packet in packets[:9]:
        publisher.publish(packet)
    async with relay.watch(GATE) as queue:
        async with asyncio.timeout(5):
            while len(queue) < 4:
                await asyncio.sleep(0.01)
        track = PacketTrack(queue)
        times = [(await track.recv()).pts or 0 for _ in range(4)]
        for packet in packets[9:]:
            publisher.publish(packet)
        times += [(await track.recv()).pts or 0 for _ in range(3)]
    steps = [after - before for before, after in itertools.pairwise(times)]
    assert steps == [90, 90, 90, *[STEP_US * 9 // 100] * 3]
    await relay.close()


async def test_track_ends_when_the_camera_turns_to_another_codec(publisher: FeedPublisher) -> None:
    relay = LiveRelay(publisher.endpoint)
    packets = film(2)
    publisher.publish(packets[0])
    publisher.publish(replace(packets[1], codec="hevc"))
    async with relay.watch(GATE) as queue:
        track = PacketTrack(queue)
        await track.recv()
        with pytest.raises(MediaStreamError):
            await track.recv()
    await relay.close()


def test_candidates_behind_multicast_names_are_left_out() -> None:
    hidden = "a=candidate:1 1 udp 2113937151 3e1c.local 51000 typ host"
    plain = "a=candidate:2 1 udp 2113937151 192.0.2.7 51000 typ host"
    lines = ["v=0", hidden, plain, "a=end-of-candidates", "a=mid:0"]
    assert reachable("\r\n".join(lines)).splitlines() == ["v=0", plain, "a=mid:0"]
    assert reachable("\r\n".join(lines[2:])).splitlines() == lines[2:]
