"""The receiving end of the packet feed."""

import threading
import time
from collections import deque

import zmq

from ingest.packet import WATCH, Packet, StreamName, decode, topic
from kernel.ids import CameraId

_SLICE_S = 0.05


class FeedSubscriber:
    """Follows streams of one feed. One thread gets; any thread may subscribe and unsubscribe.

    Each stream begins with a keyframe; nothing comes twice, nothing comes out of order. A subscriber that is more than
    `queue_limit` packets behind loses some: `dropped` counts them by camera. is_live: packets are wanted as soon as
    they come; else some tenths of a second may pass, which costs much less.
    """

    def __init__(self, endpoint: str, queue_limit: int = 4000, *, is_live: bool = False) -> None:
        self._context = zmq.Context()
        self._socket: zmq.Socket[bytes] = self._context.socket(zmq.SUB)
        self._socket.setsockopt(zmq.RCVHWM, queue_limit)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.RECONNECT_IVL, 100)
        self._socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
        self._socket.connect(endpoint)
        self._is_live = is_live
        self._wishes: deque[tuple[bool, bytes]] = deque()
        self._came: deque[Packet] = deque()
        self._last: dict[bytes, tuple[int, int] | None] = {}
        self._lock = threading.Lock()
        self._closed = False
        self.dropped: dict[CameraId, int] = {}

    def subscribe(self, camera: CameraId, stream: StreamName = "main") -> None:
        """Follow a stream from its present group of pictures on."""
        self._wishes.append((True, topic(camera, stream)))

    def unsubscribe(self, camera: CameraId, stream: StreamName = "main") -> None:
        """Follow it no longer; harmless when it was not followed."""
        self._wishes.append((False, topic(camera, stream)))

    def get(self, timeout_s: float) -> Packet | None:
        """The next packet of any followed stream, or None after `timeout_s` or `close`."""
        until = time.monotonic() + timeout_s
        with self._lock:
            while not self._closed:
                self._apply_wishes()
                if self._came:
                    packet = self._came.popleft()
                    if self._is_next(packet):
                        return packet
                    continue
                left_s = until - time.monotonic()
                if self._socket.poll(int(1000 * max(0.0, min(left_s, _SLICE_S)))):
                    self._came.extend(_packets(self._socket.recv()))
                elif left_s <= 0:
                    return None
        return None

    def close(self) -> None:
        """Close the socket; a waiting `get` returns None."""
        self._closed = True
        with self._lock:
            if not self._socket.closed:
                self._socket.close()
                self._context.term()

    def _apply_wishes(self) -> None:
        while self._wishes:
            wanted, subject = self._wishes.popleft()
            if wanted == (subject in self._last):
                continue
            for wish in (WATCH + subject, subject) if self._is_live else (subject,):
                self._socket.setsockopt(zmq.SUBSCRIBE if wanted else zmq.UNSUBSCRIBE, wish)
            if wanted:
                self._last[subject] = None
            else:
                del self._last[subject]

    def _is_next(self, packet: Packet) -> bool:
        """Whether it is to be given out; what is missing in front of it is counted."""
        subject = topic(packet.camera, packet.stream)
        if subject not in self._last:
            return False
        last, place = self._last[subject], (packet.session, packet.number)
        # The group sent anew to a late joiner may come behind a live packet: begin with a keyframe, not with that one.
        if last is None and not packet.is_keyframe:
            return False
        if last is not None and place <= last:
            return False
        if last is not None and packet.session == last[0] and packet.number > last[1] + 1:
            missing = packet.number - last[1] - 1
            self.dropped[packet.camera] = self.dropped.get(packet.camera, 0) + missing
        self._last[subject] = place
        return True


def _packets(message: bytes) -> list[Packet]:
    """What follows the topic, which ends with its second slash."""
    start = message.index(b"/", message.index(b"/") + 1) + 1
    return decode(memoryview(message)[start:])
