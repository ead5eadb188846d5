"""One still picture of a camera: its newest keyframe as JPEG."""

import asyncio
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from ingest.decode import jpeg
from ingest.live.relay import LiveRelay, PacketQueue
from ingest.packet import Packet, StreamName
from kernel.errors import invalid, unavailable
from kernel.ids import CameraId

KEEP_S = 1.0
_WAIT_S = 3.0
_WIDTHS = (16, 4096)


@dataclass(eq=False, slots=True)
class _Shelf:
    """One camera's newest keyframe, when it was taken up, and its pictures made so far by width."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    taken_at: float = float("-inf")
    keyframe: Packet | None = None
    jpegs: dict[int | None, bytes] = field(default_factory=dict)


_shelves: WeakKeyDictionary[LiveRelay, dict[tuple[CameraId, StreamName], _Shelf]] = WeakKeyDictionary()


async def latest_jpeg(
    relay: LiveRelay, camera: CameraId, width: int | None = None, stream: StreamName = "main"
) -> bytes:
    """The newest keyframe of the camera as JPEG, at most a second old in this cache.

    width: pixels; the height follows; never larger than the camera's own, which None asks for. Raises an unavailable
    fault when the camera sends nothing for 3 s, a corrupt one when its picture cannot be decoded.
    """
    if width is not None and not _WIDTHS[0] <= width <= _WIDTHS[1]:
        raise invalid(f"camera {camera}: a picture {width} pixels wide; ask for {_WIDTHS[0]} to {_WIDTHS[1]}")
    shelf = _shelves.setdefault(relay, {}).setdefault((camera, stream), _Shelf())
    loop = asyncio.get_running_loop()
    async with shelf.lock:
        if shelf.keyframe is None or loop.time() - shelf.taken_at > KEEP_S:
            shelf.jpegs.clear()
            shelf.keyframe = None
            shelf.keyframe = await _keyframe(relay, camera, stream)
            shelf.taken_at = loop.time()
        if width not in shelf.jpegs:
            shelf.jpegs[width] = await asyncio.to_thread(jpeg, shelf.keyframe, width)
        return shelf.jpegs[width]


async def _keyframe(relay: LiveRelay, camera: CameraId, stream: StreamName) -> Packet:
    async with relay.watch(camera, stream) as queue:
        try:
            first = await asyncio.wait_for(queue.get(), _WAIT_S)
        except TimeoutError:
            first = None
        if first is None:
            raise unavailable(f"camera {camera}: no picture in {_WAIT_S:g} s; it may be offline")
        return _newest_keyframe(queue, first)


def _newest_keyframe(queue: PacketQueue, first: Packet) -> Packet:
    waiting = [packet for packet in queue.drain() if packet.is_keyframe]
    return waiting[-1] if waiting else first
