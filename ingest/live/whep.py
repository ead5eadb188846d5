"""WHEP (draft-ietf-wish-whep): a camera's H.264 packets to a browser over WebRTC, without decoding them."""

import asyncio
import re
import secrets
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from fractions import Fraction
from typing import cast

import aioice.ice
import av
import structlog
from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCRtpSender,
    RTCSessionDescription,
)
from aiortc.exceptions import InvalidAccessError, InvalidStateError, OperationError
from aiortc.mediastreams import MediaStreamError
from av.video.stream import VideoStream

from ingest.live.relay import LiveRelay, PacketQueue
from ingest.packet import Packet, StreamName
from kernel.errors import Fault, FaultKind, invalid, not_found
from kernel.ids import CameraId

log = structlog.get_logger()

# Consent freshness (RFC 7675): its 30 s would feed a vanished browser far too long. Three missed checks: about 4 s.
aioice.ice.CONSENT_INTERVAL = 0.8  # type: ignore[assignment]  # declared as whole seconds, used as seconds
aioice.ice.CONSENT_FAILURES = 3

CONNECT_S = 10.0
_FIRST_PACKET_S = 1.0
_OFFER_LIMIT_BYTES = 65_536
_RTP_TICK = Fraction(1, 90_000)
_CATCH_UP_TICKS = 90
_MULTICAST_NAME = re.compile(r"\s\S+\.local\s", re.IGNORECASE)
_BAD_OFFER = (
    ValueError,
    LookupError,
    AttributeError,
    TypeError,
    AssertionError,
    InvalidAccessError,
    InvalidStateError,
    OperationError,
)


class PacketTrack(MediaStreamTrack):
    """Packets of one viewer's queue as a track that aiortc cuts into RTP as they are. Used by one sender."""

    kind = "video"

    def __init__(self, queue: PacketQueue) -> None:
        super().__init__()
        self._queue = queue
        self._origin_us: int | None = None
        self._edge_us = 0
        self._behind = 0

    async def recv(self) -> "av.Packet[VideoStream]":
        """The next packet, its time on the RTP clock. Raises MediaStreamError when the stream cannot go on."""
        packet = await self._queue.get()
        if packet is None or packet.codec != "h264" or self.readyState != "live":
            self.stop()
            raise MediaStreamError
        out = cast("av.Packet[VideoStream]", av.Packet(packet.data))
        out.time_base = _RTP_TICK
        out.pts = self._ticks(packet)
        return out

    def _ticks(self, packet: Packet) -> int:
        if self._origin_us is None:
            newest = self._queue.newest or packet
            self._origin_us, self._edge_us, self._behind = packet.at_us, newest.at_us, len(self._queue)
        elif self._behind > 0:
            self._behind -= 1
        # What waited while the connection was made is squeezed into milliseconds that end at the newest packet's own
        # time: the browser hurries through it to the live edge, instead of staying behind by its length.
        at_us = self._edge_us if self._behind else packet.at_us
        return (at_us - self._origin_us) * 9 // 100 - self._behind * _CATCH_UP_TICKS


@dataclass(eq=False, slots=True)
class _Peer:
    """One viewer's connection."""

    id: str
    camera: CameraId
    owner: str
    connection: RTCPeerConnection
    resources: AsyncExitStack
    deadline: asyncio.TimerHandle | None = None
    tasks: set[asyncio.Task[None]] = field(default_factory=set)


class WhepServer:
    """Answers offers and keeps the connections. Belongs to one event loop.

    No STUN or TURN server is asked: browser and server share a network. A peer that does not connect within 10 s, or
    vanishes, is closed and forgotten by itself, the latter within 5 s.
    """

    def __init__(self, relay: LiveRelay, session_limit: int = 64) -> None:
        self._relay = relay
        self._session_limit = session_limit
        self._peers: dict[str, _Peer] = {}
        self._opening = 0

    async def answer(
        self, camera: CameraId, offer_sdp: str, owner: str = "", stream: StreamName = "main"
    ) -> tuple[str, str]:
        """(session id, SDP answer) for a browser's offer; `owner` is kept for `owner(session)`.

        Raises an invalid fault for an offer that is none or a camera whose video no browser takes this way, and a
        limited one when too many watch.
        """
        if len(self._peers) + self._opening >= self._session_limit:
            raise Fault(FaultKind.LIMITED, f"camera {camera}: {self._session_limit} people watch already; close a view")
        if len(offer_sdp) > _OFFER_LIMIT_BYTES or not offer_sdp.startswith("v=0") or "m=video" not in offer_sdp:
            raise invalid(f"camera {camera}: the offer is not a session description (SDP) that asks for video")
        self._opening += 1
        try:
            async with AsyncExitStack() as resources:
                queue = await resources.enter_async_context(self._relay.watch(camera, stream))
                await _check_codec(camera, queue)
                connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
                resources.push_async_callback(connection.close)
                await _negotiate(camera, connection, PacketTrack(queue), offer_sdp)
                peer = _Peer(secrets.token_urlsafe(12), camera, owner, connection, resources.pop_all())
        finally:
            self._opening -= 1
        self._keep(peer)
        return peer.id, connection.localDescription.sdp

    def owner(self, session: str) -> str:
        """Who opened the session; raises a not-found fault when it is gone."""
        return self._peer(session).owner

    async def close(self, session: str) -> None:
        """End a session; raises a not-found fault when it is gone."""
        await self._close(self._peer(session), "asked to")

    async def close_owned(self, owner: str) -> None:
        """End every session of `owner`, as when a person is signed out or may see a camera no more."""
        for peer in [peer for peer in self._peers.values() if peer.owner == owner]:
            await self._close(peer, "its owner may not watch any more")

    async def close_all(self) -> None:
        """End every session."""
        for peer in tuple(self._peers.values()):
            await self._close(peer, "the server stops")

    @property
    def sessions(self) -> int:
        """How many sessions are open."""
        return len(self._peers)

    def _peer(self, session: str) -> _Peer:
        peer = self._peers.get(session)
        if peer is None:
            raise not_found("live session", session)
        return peer

    def _keep(self, peer: _Peer) -> None:
        self._peers[peer.id] = peer
        connection, loop = peer.connection, asyncio.get_running_loop()

        def end(reason: str) -> None:
            task = loop.create_task(self._close(peer, reason))
            peer.tasks.add(task)
            task.add_done_callback(peer.tasks.discard)

        @connection.on("connectionstatechange")
        def changed() -> None:
            if connection.connectionState == "connected" and peer.deadline is not None:
                peer.deadline.cancel()
                peer.deadline = None
            elif connection.connectionState in ("failed", "closed"):
                end(f"the connection {connection.connectionState}")

        peer.deadline = loop.call_later(CONNECT_S, end, "it did not connect")
        # It may have connected, or failed, while the answer was made.
        changed()
        log.info("whep session opened", camera=peer.camera, session=peer.id)

    async def _close(self, peer: _Peer, reason: str) -> None:
        if self._peers.pop(peer.id, None) is None:
            return
        if peer.deadline is not None:
            peer.deadline.cancel()
        log.info("whep session closed", camera=peer.camera, session=peer.id, reason=reason)
        await peer.resources.aclose()


def reachable(offer_sdp: str) -> str:
    """The offer without candidates that hide behind a multicast name.

    Asking the network for `….local` costs a second or fails; the browser's own checks reach us all the same, and show
    us its address. So we may not be told either that these were all its candidates.
    """
    lines = offer_sdp.splitlines()
    kept = [line for line in lines if not (line.startswith("a=candidate:") and _MULTICAST_NAME.search(line))]
    if len(kept) < len(lines):
        kept = [line for line in kept if line != "a=end-of-candidates"]
    return "\r\n".join([*kept, ""])


async def _check_codec(camera: CameraId, queue: PacketQueue) -> None:
    try:
        # A camera that is offline now may return: it is judged then.
        packet = await asyncio.wait_for(queue.peek(), _FIRST_PACKET_S)
    except TimeoutError:
        return
    if packet is not None and packet.codec != "h264":
        name = {"hevc": "H.265"}.get(packet.codec, packet.codec)
        raise invalid(
            f"camera {camera}: {name} cannot be sent to a browser by WebRTC; use its H.264 sub-stream or the MSE view"
        )


async def _negotiate(camera: CameraId, connection: RTCPeerConnection, track: PacketTrack, offer_sdp: str) -> None:
    transceiver = connection.addTransceiver(track, direction="sendonly")
    # Before the offer is applied: afterwards VP8 stays first in the answer and H.264 is packed as VP8.
    codecs = RTCRtpSender.getCapabilities("video").codecs
    transceiver.setCodecPreferences([codec for codec in codecs if codec.mimeType == "video/H264"])
    try:
        await connection.setRemoteDescription(RTCSessionDescription(reachable(offer_sdp), "offer"))
        await connection.setLocalDescription(await connection.createAnswer())
    except _BAD_OFFER as error:
        raise invalid(
            f"camera {camera}: the offer cannot be answered ({error}); it must ask for H.264 video"
        ) from error
