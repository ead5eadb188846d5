"""WHEP (draft-ietf-wish-whep): a camera's H.264 packets to a browser over WebRTC, without decoding them."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from fractions import Fraction
from typing import cast

import av
from aiortc import MediaStreamTrack, RTCPeerConnection, RTCRtpSender
from aiortc.mediastreams import MediaStreamError
from av.video.stream import VideoStream

from ingest.live.offer import demand_offer, too_many
from ingest.live.peers import Holder, Peers, apply_offer, make_answer, new_connection
from ingest.live.relay import PacketQueue
from kernel.ids import CameraId

_RTP_TICK = Fraction(1, 90_000)
_CATCH_UP_TICKS = 90
_MUST = "ask for H.264 video"

Watch = Callable[[], AbstractAsyncContextManager[PacketQueue]]
"""Opens the packets to be watched; raises a fault when they are none that a browser takes this way."""


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
        out.pts = self._ticks(packet.at_us)
        return out

    def _ticks(self, at_us: int) -> int:
        if self._origin_us is None:
            newest = self._queue.newest
            self._origin_us, self._edge_us = at_us, newest.at_us if newest else at_us
            self._behind = len(self._queue)
        elif self._behind > 0:
            self._behind -= 1
        # What waited while the connection was made is squeezed into milliseconds that end at the newest packet's own
        # time: the browser hurries through it to the live edge, instead of staying behind by its length.
        shown_us = self._edge_us if self._behind else at_us
        return (shown_us - self._origin_us) * 9 // 100 - self._behind * _CATCH_UP_TICKS


class WhepServer:
    """Answers offers and keeps the viewers. Belongs to one event loop. Lost packets are sent again when the browser
    asks (NACK); a new keyframe cannot be asked of a camera that is passed through.
    """

    def __init__(self, session_limit: int = 64) -> None:
        self.peers = Peers("whep")
        self._session_limit = session_limit
        self._opening = 0

    async def answer(self, camera: CameraId, offer_sdp: str, watch: Watch, holder: Holder) -> tuple[str, str]:
        """(session id, SDP answer) for a browser's offer to receive what `watch` opens.

        Raises an invalid fault for an offer that is none, a limited one when too many watch, and whatever `watch` does.
        """
        subject = f"camera {camera}"
        if len(self.peers) + self._opening >= self._session_limit:
            raise too_many(subject, self._session_limit, "people watch")
        demand_offer(subject, offer_sdp)
        self._opening += 1
        try:
            async with AsyncExitStack() as resources:
                queue = await resources.enter_async_context(watch())
                connection = new_connection()
                resources.push_async_callback(connection.close)
                answer = await _negotiate(subject, connection, PacketTrack(queue), offer_sdp)
                return self.peers.keep(camera, holder, connection, resources.pop_all()), answer
        finally:
            self._opening -= 1


async def _negotiate(subject: str, connection: RTCPeerConnection, track: PacketTrack, offer_sdp: str) -> str:
    transceiver = connection.addTransceiver(track, direction="sendonly")
    # Before the offer is applied: afterwards VP8 stays first in the answer and H.264 is packed as VP8.
    codecs = RTCRtpSender.getCapabilities("video").codecs
    transceiver.setCodecPreferences([codec for codec in codecs if codec.mimeType == "video/H264"])
    await apply_offer(subject, connection, offer_sdp, _MUST)
    return await make_answer(subject, connection, _MUST)
