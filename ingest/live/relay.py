"""The live end of the packet feed: each camera is followed once, however many people watch it."""

import asyncio
import threading
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import structlog

from ingest.feed.subscriber import FeedSubscriber
from ingest.gop import GopBuffer
from ingest.live.queue import ViewerQueue
from ingest.packet import Packet, StreamName
from kernel.clock import Clock, SystemClock
from kernel.errors import unavailable
from kernel.ids import CameraId
from kernel.supervise import Supervised

log = structlog.get_logger()

PacketQueue = ViewerQueue[Packet]

_BATCH = 200
_IDLE_S = 0.2


@dataclass(eq=False, slots=True)
class _Channel:
    """One followed stream: its viewers, its present group of pictures, its place."""

    gop: GopBuffer = field(default_factory=GopBuffer)
    queues: set[PacketQueue] = field(default_factory=set)
    last: tuple[int, int] | None = None
    heard_at: float = 0.0
    expiry: asyncio.TimerHandle | None = None


class LiveRelay:
    """Fans the packets of `endpoint` out to the viewers in one event loop; call it from that loop only.

    A stream is followed from its first viewer until `linger_s` after its last. A late viewer gets the present group of
    pictures at once, unless it is older than `stale_s`: a camera that is gone shows nothing, and goes on by itself when
    it returns. Everything a viewer gets can be decoded: after a hole it goes on at a keyframe.
    """

    def __init__(
        self,
        endpoint: str,
        clock: Clock | None = None,
        linger_s: float = 5.0,
        stale_s: float = 10.0,
        queue_packets: int = 250,
    ) -> None:
        self.dropped: dict[CameraId, int] = {}
        self.packets = 0
        self._endpoint = endpoint
        self._clock = clock or SystemClock()
        self._linger_s = linger_s
        self._stale_s = stale_s
        self._queue_packets = queue_packets
        self._channels: dict[tuple[CameraId, StreamName], _Channel] = {}
        self._subscriber: FeedSubscriber | None = None
        self._reader: Supervised | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._is_closed = False

    @asynccontextmanager
    async def watch(self, camera: CameraId, stream: StreamName = "main") -> AsyncIterator[PacketQueue]:
        """The packets of a stream from a keyframe on, for the length of the block. An unknown camera is just silent."""
        channel = self._follow(camera, stream)
        is_fresh = self._clock.monotonic() - channel.heard_at < self._stale_s
        queue = PacketQueue(self._queue_packets, channel.gop.packets() if is_fresh else ())
        channel.queues.add(queue)
        try:
            yield queue
        finally:
            channel.queues.discard(queue)
            if not channel.queues and not self._is_closed:
                loop = asyncio.get_running_loop()
                channel.expiry = loop.call_later(self._linger_s, self._let_go, camera, stream)

    def viewers(self, camera: CameraId) -> int:
        """How many watch the camera now, over all its streams; who also listens counts once."""
        watched = [key for key in self._channels if key[0] == camera and key[1] != "audio"]
        return sum(len(self._channels[key].queues) for key in watched)

    def figures(self) -> dict[str, float]:
        """Numbers for the health page."""
        return {
            "live_streams": len(self._channels),
            "live_viewers": sum(len(channel.queues) for channel in self._channels.values()),
            "live_dropped_packets": sum(self.dropped.values()),
        }

    async def close(self) -> None:
        """End every viewer's queue and leave the feed; the relay is of no use afterwards."""
        self._is_closed = True
        for channel in self._channels.values():
            if channel.expiry is not None:
                channel.expiry.cancel()
            for queue in channel.queues:
                queue.close()
        self._channels.clear()
        reader, subscriber = self._reader, self._subscriber
        self._reader = self._subscriber = None
        if reader is not None and subscriber is not None:
            await asyncio.to_thread(reader.stop)
            await asyncio.to_thread(subscriber.close)

    def _follow(self, camera: CameraId, stream: StreamName) -> _Channel:
        if self._is_closed:
            raise unavailable(f"camera {camera}: the live relay is closed")
        if self._subscriber is None:
            self._loop = asyncio.get_running_loop()
            self._subscriber = FeedSubscriber(self._endpoint, is_live=True)
            self._reader = Supervised("live relay", self._read, self._clock)
            self._reader.start()
        channel = self._channels.get((camera, stream))
        if channel is None:
            channel = self._channels[camera, stream] = _Channel(heard_at=self._clock.monotonic())
            self._subscriber.subscribe(camera, stream)
        if channel.expiry is not None:
            channel.expiry.cancel()
            channel.expiry = None
        return channel

    def _let_go(self, camera: CameraId, stream: StreamName) -> None:
        channel = self._channels.get((camera, stream))
        if channel is None or channel.queues or self._subscriber is None:
            return
        del self._channels[camera, stream]
        self._subscriber.unsubscribe(camera, stream)

    def _read(self, stop: threading.Event) -> None:
        """On the reader's thread: hand packets to the loop, all that wait in one call."""
        subscriber, loop = self._subscriber, self._loop
        while not stop.is_set() and subscriber is not None and loop is not None:
            batch: list[Packet] = []
            while len(batch) < _BATCH:
                packet = subscriber.get(0.0 if batch else _IDLE_S)
                if packet is None:
                    break
                batch.append(packet)
            if batch and not loop.is_closed():
                loop.call_soon_threadsafe(self._take, batch)

    def _take(self, batch: Sequence[Packet]) -> None:
        self.packets += len(batch)
        for packet in batch:
            channel = self._channels.get((packet.camera, packet.stream))
            if channel is None:
                continue
            channel.heard_at = self._clock.monotonic()
            channel.gop.push(packet)
            place = (packet.session, packet.number)
            follows = channel.last is not None and place == (channel.last[0], channel.last[1] + 1)
            if not packet.is_keyframe and not follows:
                # A hole in the stream: until the next keyframe everything would decode to garbage.
                channel.last = None
                self._count(packet.camera, 1 if channel.queues else 0)
                continue
            channel.last = place
            for queue in channel.queues:
                self._count(packet.camera, queue.put(packet))

    def _count(self, camera: CameraId, lost: int) -> None:
        if lost:
            self.dropped[camera] = self.dropped.get(camera, 0) + lost
