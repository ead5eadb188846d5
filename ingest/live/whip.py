"""WHIP (RFC 9725): a phone or body camera publishes over WebRTC; what it sends is taken as it is, never decoded."""

import asyncio
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, suppress
from dataclasses import dataclass, field

import structlog
from aiortc import RTCPeerConnection, RTCRtpReceiver
from aiortc.clock import datetime_from_ntp
from aiortc.rtp import AnyRtcpPacket, RtcpSrPacket, RtpPacket

from ingest.live.assembly import AudioAssembly, SenderReport, VideoAssembly
from ingest.live.offer import demand_h264_offer, too_many
from ingest.live.peers import Holder, Peers, apply_offer, make_answer, new_connection
from ingest.packet import Unit
from ingest.published import Published
from kernel.clock import to_us

log = structlog.get_logger()

KEYFRAME_EVERY_S = 2.0
_KEYFRAME_RETRY_S = 0.5
_LOOK_S = 0.1
_MUST = "send H.264 video (and Opus, if it sends sound)"

Publish = Callable[[str, Published], None]
"""Takes what `publisher` published."""


@dataclass(eq=False, slots=True)
class _Publication:
    """One publisher's connection: what it sent so far."""

    publisher: str
    has_audio: bool
    id: str = ""
    holes: int = 0
    is_ended: bool = False
    tasks: list[asyncio.Task[None]] = field(default_factory=list)


class WhipServer:
    """Answers publishers' offers and hands on what they send. Belongs to one event loop.

    A publisher that comes again replaces itself. Keyframes are asked for every two seconds, and at once after a loss.
    """

    def __init__(self, publish: Publish, session_limit: int = 32) -> None:
        self.peers = Peers("whip")
        self.units = 0
        self.holes = 0
        self._publish = publish
        self._session_limit = session_limit

    async def answer(self, publisher: str, offer_sdp: str, holder: Holder) -> tuple[str, str]:
        """(session id, SDP answer) for an offer to send; ends the publisher's session before.

        Raises an invalid fault for an offer without H.264, and a limited one when too many publish.
        """
        subject = f"camera of {publisher}"
        others = sum(peer.subject != publisher for peer in self.peers.open())
        if others >= self._session_limit:
            raise too_many(subject, self._session_limit, "publish")
        demand_h264_offer(subject, offer_sdp)
        publication = _Publication(publisher, "m=audio" in offer_sdp)
        async with AsyncExitStack() as resources:
            connection = new_connection()
            resources.push_async_callback(connection.close)
            _expect(connection, "video", "video/H264")
            if publication.has_audio:
                _expect(connection, "audio", "audio/opus")
            await apply_offer(subject, connection, offer_sdp, _MUST)
            self._tap_all(connection, publication)
            answer = await make_answer(subject, connection, _MUST)
            resources.push_async_callback(self._end, publication)
            await self.peers.close_subject(publisher, "the same unit publishes anew")
            publication.id = self.peers.keep(publisher, holder, connection, resources.pop_all())
        return publication.id, answer

    def _tap_all(self, connection: RTCPeerConnection, publication: _Publication) -> None:
        loop = asyncio.get_running_loop()
        for transceiver in connection.getTransceivers():
            if transceiver.kind == "video":
                video = VideoAssembly(lambda unit: self._hand_on(publication, unit))
                tap = _Tap(transceiver.receiver, video)
                publication.tasks.append(loop.create_task(self._ask_for_keyframes(tap, video, publication)))
            else:
                _Tap(transceiver.receiver, AudioAssembly(lambda unit: self._hand_on(publication, unit)))

    def _hand_on(self, publication: _Publication, unit: Unit) -> None:
        if publication.is_ended:
            return
        self.units += 1
        self._publish(publication.publisher, Published(publication.id, publication.has_audio, unit))

    async def _ask_for_keyframes(self, tap: "_Tap", video: VideoAssembly, publication: _Publication) -> None:
        """A browser sends a keyframe only when it is asked; a recording must have one every few seconds."""
        asked_s = float("-inf")
        while True:
            await asyncio.sleep(_LOOK_S)
            now_s = time.monotonic()
            self.holes += video.holes - publication.holes
            publication.holes = video.holes
            due_s = KEYFRAME_EVERY_S if video.is_whole else _KEYFRAME_RETRY_S
            newest_s = max(asked_s, video.keyframe_at_s or asked_s)
            if tap.ssrc is not None and now_s - newest_s >= due_s:
                asked_s = now_s
                with suppress(ConnectionError):
                    await tap.ask_for_keyframe()

    async def _end(self, publication: _Publication) -> None:
        for task in publication.tasks:
            task.cancel()
        publication.is_ended = True
        self._publish(publication.publisher, Published(publication.id, publication.has_audio, None))


class _Tap:
    """Sits where a receiver of aiortc keeps its jitter buffer: gets every packet of the track, as Annex B or Opus,
    after lost ones were asked for again and before the decoder; which gets nothing.

    The one place that reaches into aiortc (its version is pinned): it offers received media only decoded.
    """

    def __init__(self, receiver: RTCRtpReceiver, assembly: VideoAssembly | AudioAssembly) -> None:
        self.ssrc: int | None = None
        self._receiver = receiver
        self._assembly = assembly
        self._hear = receiver._handle_rtcp_packet
        if not hasattr(receiver, "_RTCRtpReceiver__jitter_buffer"):
            raise RuntimeError("this aiortc keeps its jitter buffer elsewhere; use the version of the lock file")
        setattr(receiver, "_RTCRtpReceiver__jitter_buffer", self)  # noqa: B010
        receiver._handle_rtcp_packet = self._handle_rtcp_packet  # type: ignore[method-assign]

    def add(self, packet: RtpPacket) -> tuple[bool, None]:
        """What aiortc calls with each packet: (whether to ask for a keyframe, the frame to decode)."""
        self.ssrc = packet.ssrc
        return self._assembly.push(packet, time.monotonic()), None  # type: ignore[arg-type]  # aiortc adds `_data`

    async def ask_for_keyframe(self) -> None:
        """Picture loss indication (RFC 4585 §6.3.1)."""
        if self.ssrc is not None:
            await self._receiver._send_rtcp_pli(self.ssrc)

    async def _handle_rtcp_packet(self, packet: AnyRtcpPacket) -> None:
        if isinstance(packet, RtcpSrPacket):
            told = packet.sender_info
            report = SenderReport(to_us(datetime_from_ntp(told.ntp_timestamp)), told.rtp_timestamp)
            self._assembly.clock.hear(report)
        await self._hear(packet)


def _expect(connection: RTCPeerConnection, kind: str, mime: str) -> None:
    transceiver = connection.addTransceiver(kind, direction="recvonly")
    capabilities = RTCRtpReceiver.getCapabilities(kind)
    assert capabilities is not None
    wanted = [codec for codec in capabilities.codecs if codec.mimeType in (mime, f"{kind}/rtx")]
    # Constrained baseline first: without B-frames, and every phone's encoder has it.
    wanted.sort(key=lambda codec: codec.parameters.get("profile-level-id") != "42e01f")
    transceiver.setCodecPreferences(wanted)
