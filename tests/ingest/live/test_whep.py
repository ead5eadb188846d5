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
from ingest.live.choice import LiveStreams, Viewed, Wish
from ingest.live.offer import reachable
from ingest.live.peers import Holder, OpenPeer
from ingest.live.relay import LiveRelay
from ingest.live.whep import PacketTrack, WhepServer
from kernel.errors import Fault, FaultKind
from kernel.ids import CameraId
from tests.ingest.live.source import GATE, STEP_US, feed, film, keep_publishing, needs_x265, shade

LEE = Holder("usr_1", "session:1")


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


class Server:
    """The server with the packets of one feed, for a viewer who takes the main stream as it is."""

    def __init__(self, relay: LiveRelay) -> None:
        self.whep = WhepServer(session_limit=2)
        self._streams = LiveStreams(relay, relay, self._refuse)

    async def answer(self, offer: str, holder: Holder = LEE) -> tuple[str, str]:
        viewed = Viewed(GATE, Wish.MAIN)
        return await self.whep.answer(GATE, offer, lambda: self._streams.for_webrtc(viewed), holder)

    @property
    def sessions(self) -> int:
        return len(self.whep.peers)

    async def _refuse(self, camera: CameraId) -> None:
        raise AssertionError(f"{camera} is not to be transcoded")


@pytest.fixture
async def whep(publisher: FeedPublisher) -> AsyncIterator[Server]:
    relay = LiveRelay(publisher.endpoint)
    server = Server(relay)
    yield server
    await server.whep.peers.close_all()
    await relay.close()


@pytest.fixture
async def camera(publisher: FeedPublisher) -> AsyncIterator[None]:
    """The gate camera, ten frames a second."""
    task = asyncio.create_task(keep_publishing(publisher, film(40), 0.1))
    yield
    task.cancel()


@pytest.mark.usefixtures("camera")
async def test_peer_decodes_the_camera_from_its_first_frame(whep: Server) -> None:
    peer = Peer()
    session, answer = await whep.answer(await peer.offer())
    assert "VP8" not in answer
    await peer.accept(answer)
    shades = [float(frame.to_ndarray(format="gray").mean()) for frame in await peer.frames(15)]
    numbers = [round((grey - shade(0)) / 10) for grey in shades]
    assert all(abs(grey - shade(number)) < 4 for grey, number in zip(shades, numbers, strict=True))
    assert [(after - before) % 20 for before, after in itertools.pairwise(numbers)] == [1] * 14
    assert numbers[0] % 5 == 0
    assert whep.whep.peers.open() == [OpenPeer(session, GATE, LEE)]
    with pytest.raises(Fault) as caught:
        await whep.whep.peers.close(session, "usr_2")
    assert caught.value.kind is FaultKind.NOT_FOUND
    assert whep.sessions == 1
    await whep.whep.peers.close(session, LEE.person)
    assert whep.sessions == 0
    with pytest.raises(Fault):
        await whep.whep.peers.close(session)
    await peer.connection.close()


@pytest.mark.usefixtures("camera")
async def test_peer_that_vanishes_without_a_word_is_closed_within_five_seconds(whep: Server) -> None:
    peer = Peer()
    _, answer = await whep.answer(await peer.offer())
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


class SlowLink:
    """In place of a peer's socket: everything it sends arrives later."""

    def __init__(self, socket: asyncio.DatagramTransport, delay_s: float) -> None:
        self._socket = socket
        self._delay_s = delay_s

    def sendto(self, data: bytes, address: tuple[str, int]) -> None:
        asyncio.get_running_loop().call_later(self._delay_s, self._socket.sendto, data, address)

    def close(self) -> None:
        self._socket.close()


@pytest.mark.usefixtures("camera")
async def test_peer_on_a_slow_link_keeps_its_picture(whep: Server) -> None:
    peer = Peer()
    _, answer = await whep.answer(await peer.offer())
    await peer.accept(answer)
    await peer.frames(1)
    (transceiver,) = peer.connection.getTransceivers()
    for protocol in transceiver.receiver.transport.transport._connection._protocols:
        protocol.transport = SlowLink(protocol.transport, 0.75)  # type: ignore[assignment]
    await peer.frames(65)
    assert whep.sessions == 1
    await peer.connection.close()


@pytest.mark.usefixtures("camera")
async def test_more_viewers_than_allowed_are_refused(whep: Server) -> None:
    peers = [Peer(), Peer(), Peer()]
    for peer in peers[:2]:
        await whep.answer(await peer.offer())
    with pytest.raises(Fault, match="2 people watch already") as caught:
        await whep.answer(await peers[2].offer())
    assert caught.value.kind is FaultKind.LIMITED
    await whep.whep.peers.close_login("another")
    assert whep.sessions == 2
    await whep.whep.peers.close_login(LEE.login)
    assert whep.sessions == 0
    for peer in peers:
        await peer.connection.close()


@needs_x265
async def test_h265_camera_is_refused_by_name(whep: Server, publisher: FeedPublisher) -> None:
    publisher.publish(film(1, "hevc")[0])
    peer = Peer()
    with pytest.raises(Fault, match=r"camera cam_gate: H\.265 cannot be sent to a browser by WebRTC") as caught:
        await whep.answer(await peer.offer())
    assert caught.value.kind is FaultKind.INVALID
    assert whep.sessions == 0
    await peer.connection.close()


async def test_camera_that_is_offline_is_answered_and_shows_a_picture_when_it_returns(
    whep: Server, publisher: FeedPublisher
) -> None:
    peer = Peer()
    _, answer = await whep.answer(await peer.offer())
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
async def test_bad_offer_is_a_fault_that_names_the_camera(whep: Server, offer: str) -> None:
    with pytest.raises(Fault, match="camera cam_gate: the offer") as caught:
        await whep.answer(offer)
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
