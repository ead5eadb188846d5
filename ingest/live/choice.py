"""Which packets to show of a camera: the stream that was wished for, another that browsers can play, or a made one."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from enum import StrEnum

from ingest.live.relay import LiveRelay, PacketQueue
from ingest.nal import nal_type, nal_units
from ingest.packet import Packet, StreamName
from kernel.errors import invalid
from kernel.ids import CameraId

_FIRST_PACKET_S = 1.0
_SPS = 7
# Baseline, main, extended, high: 8 bits, 4:2:0. Browsers play no other H.264.
_PLAYED_PROFILES = frozenset({66, 77, 88, 100})


class Wish(StrEnum):
    """What a viewer asks for.

    auto: the large picture, by whatever way browsers can play it. sub: the same with the small picture. main: the main
    stream as it is, playable or not.
    """

    AUTO = "auto"
    MAIN = "main"
    SUB = "sub"


@dataclass(frozen=True, slots=True)
class Viewed:
    """A camera as one viewer wishes to see it. has_sub: whether it has a small stream."""

    camera: CameraId
    wish: Wish = Wish.AUTO
    has_sub: bool = False

    @property
    def streams(self) -> tuple[StreamName, ...]:
        """The camera's own streams that would do, the best first."""
        if not self.has_sub or self.wish is Wish.MAIN:
            return ("main",)
        return ("sub", "main") if self.wish is Wish.SUB else ("main", "sub")


Hire = Callable[[CameraId], Awaitable[None]]
"""Sees to it that the camera is transcoded; raises a limited fault when no more can be."""


class LiveStreams:
    """Chooses what viewers get. Belongs to the event loop of its relays.

    relay: the cameras' own packets; transcoded: those that the media host makes of them.
    """

    def __init__(self, relay: LiveRelay, transcoded: LiveRelay, hire: Hire) -> None:
        self._relay = relay
        self._transcoded = transcoded
        self._hire = hire

    async def choose(self, viewed: Viewed) -> tuple[LiveRelay, StreamName]:
        """Where the packets are; a camera that is silent now is judged when it returns."""
        unplayable: Packet | None = None
        for stream in viewed.streams:
            packet = await self._first(viewed.camera, stream)
            if packet is not None and is_played(packet):
                return self._relay, stream
            unplayable = unplayable or packet
        if unplayable is None or viewed.wish is Wish.MAIN:
            return self._relay, viewed.streams[0]
        await self._hire(viewed.camera)
        return self._transcoded, "main"

    @asynccontextmanager
    async def for_webrtc(self, viewed: Viewed) -> AsyncIterator[PacketQueue]:
        """The packets for a browser's WebRTC; raises an invalid fault for a stream as it is that no browser takes."""
        relay, stream = await self.choose(viewed)
        async with relay.watch(viewed.camera, stream) as queue:
            newest = queue.newest
            if newest is not None and newest.codec != "h264":
                name = {"hevc": "H.265"}.get(newest.codec, newest.codec)
                raise invalid(
                    f"camera {viewed.camera}: {name} cannot be sent to a browser by WebRTC; ask for stream=auto, "
                    "which takes its H.264 sub-stream or converts it"
                )
            yield queue

    async def _first(self, camera: CameraId, stream: StreamName) -> Packet | None:
        async with self._relay.watch(camera, stream) as queue:
            try:
                return await asyncio.wait_for(queue.peek(), _FIRST_PACKET_S)
            except TimeoutError:
                return None


def is_played(keyframe: Packet) -> bool:
    """Whether every browser plays the stream that begins with this keyframe."""
    if keyframe.codec != "h264":
        return False
    sps = next((unit for unit in nal_units(keyframe.data) if nal_type("h264", unit) == _SPS), b"")
    return len(sps) > 1 and sps[1] in _PLAYED_PROFILES
