"""The receiving end of the packet feed."""

import threading
import time
from collections import deque

import zmq

from ingest.packet import Packet, StreamName, decode, topic
from kernel.ids import CameraId

_SLICE_S = 0.05


class FeedSubscriber:
    """Follows streams of one feed. One thread gets; any thread may subscribe and unsubscribe.

    Each stream begins with a keyframe; nothing comes twice, nothing comes out of order. A subscriber that is more than
    `queue_limit` packets behind loses some: `dropped` counts them by camera.
    """

    def __init__(self, endpoint: str, queue_limit: int = 4000) -> None:
        self._context = zmq.Context()
        self._socket: zmq.Socket[bytes] = self._context.socket(zmq.SUB)
        self._socket.setsockopt(zmq.RCVHWM, queue_limit)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.setsockopt(zmq.RECONNECT_IVL, 100)
        self._socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
        self._socket.connect(endpoint)
        self._wishes: deque[tuple[bool, bytes]] = deque()
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
                left_s = until - time.monotonic()
                if self._socket.poll(int(1000 * max(0.0, min(left_s, _SLICE_S)))):
                    packet = self._admit(self._socket.recv_multipart())
                    if packet is not None:
                        return packet
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
            if wanted and subject not in self._last:
                self._last[subject] = None
                self._socket.setsockopt(zmq.SUBSCRIBE, subject)
            elif not wanted and subject in self._last:
                del self._last[subject]
                self._socket.setsockopt(zmq.UNSUBSCRIBE, subject)

    def _admit(self, parts: list[bytes]) -> Packet | None:
        subject, wire = parts
        if subject not in self._last:
            return None
        packet = decode(wire)
        last, place = self._last[subject], (packet.session, packet.number)
        # The group sent anew to a late joiner may come behind a live packet: begin with a keyframe, not with that one.
        if last is None and not packet.is_keyframe:
            return None
        if last is not None and place <= last:
            return None
        if last is not None and packet.session == last[0] and packet.number > last[1] + 1:
            missing = packet.number - last[1] - 1
            self.dropped[packet.camera] = self.dropped.get(packet.camera, 0) + missing
        self._last[subject] = place
        return packet
