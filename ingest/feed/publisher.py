"""The sending end of the packet feed. A new subscriber gets the present group of pictures at once."""

import contextlib
import select
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import zmq

from ingest.gop import GopBuffer
from ingest.packet import WATCH, Encoder, Packet, StreamName, topic, watch_topic
from kernel.ids import CameraId

_LOOK_MS = 100  # for the end; a subscription is told of at once

Interest = Callable[[bytes, bool], None]
"""Told that somebody subscribed to a topic, or that the last one left it; on the publisher's own threads."""


class FeedPublisher:
    """Binds `endpoint` and sends each packet to whoever subscribed to its stream. Any thread may publish.

    Never blocks: a subscriber that is `queue_packets` behind loses packets and sees it by their numbers.
    """

    def __init__(
        self,
        endpoint: str,
        queue_packets: int = 4000,
        gop_limit_packets: int = 1500,
        gop_limit_bytes: int = 32 << 20,
        interest: Interest = lambda _topic, _is_wanted: None,
    ) -> None:
        _make_folder(endpoint)
        self._context = zmq.Context()
        self._socket: zmq.Socket[bytes] = self._context.socket(zmq.XPUB)
        self._socket.setsockopt(zmq.XPUB_VERBOSE, 1)
        self._socket.setsockopt(zmq.SNDHWM, queue_packets)
        self._socket.setsockopt(zmq.LINGER, 0)
        self._socket.bind(endpoint)
        self.endpoint = self._socket.getsockopt_string(zmq.LAST_ENDPOINT)
        self.published = 0
        self._interest = interest
        self._encoder = Encoder()
        self._gop_limits = (gop_limit_packets, gop_limit_bytes)
        self._gops: dict[bytes, GopBuffer] = {}
        self._subjects: dict[tuple[CameraId, StreamName], bytes] = {}
        self._wanted: set[bytes] = set()
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._listener = threading.Thread(target=self._listen, name="feed subscriptions", daemon=True)
        self._listener.start()

    def publish(self, *packets: Packet) -> None:
        """Send `packets`, those of one stream in one message; the present group is kept for late joiners."""
        wanted: dict[bytes, list[Packet]] = {}
        with self._lock:
            if self._stop.is_set():
                return
            for packet in packets:
                subject = self._subject(packet)
                gop = self._gops.get(subject)
                if gop is None:
                    gop = self._gops[subject] = GopBuffer(*self._gop_limits)
                gop.push(packet)
                if self._is_wanted(subject):
                    wanted.setdefault(subject, []).append(packet)
            for subject, together in wanted.items():
                self._send(subject, together)
            if wanted:
                # Sending may have swallowed the sign that the listener waits for.
                self._answer_subscriptions()
            self.published += len(packets)

    def is_watched(self, camera: CameraId, stream: StreamName) -> bool:
        """Whether somebody follows the stream as it happens."""
        return watch_topic(camera, stream) in self._wanted

    def forget(self, packet_topic: bytes) -> None:
        """Drop the buffered group of a stream that ended, so that nobody is shown an old picture as live."""
        with self._lock:
            self._gops.pop(packet_topic, None)

    def close(self) -> None:
        """Close the socket; later packets are ignored."""
        if self._stop.is_set():
            return
        self._stop.set()
        self._listener.join()
        with self._lock:
            self._socket.close()
        self._context.term()

    def _listen(self) -> None:
        """The socket's own sign says only that something may have changed (ZMQ_FD), so all that has come is taken."""
        signs = select.poll()
        signs.register(self._socket.fileno(), select.POLLIN)
        while not self._stop.is_set():
            with self._lock:
                self._answer_subscriptions()
            signs.poll(_LOOK_MS)

    def _subject(self, packet: Packet) -> bytes:
        key = (packet.camera, packet.stream)
        subject = self._subjects.get(key)
        if subject is None:
            subject = self._subjects[key] = topic(*key)
        return subject

    def _is_wanted(self, subject: bytes) -> bool:
        """Whether anybody subscribed: nothing is packed for nobody."""
        return bool(self._wanted) and (
            subject in self._wanted or any(subject.startswith(beginning) for beginning in self._wanted)
        )

    def _answer_subscriptions(self) -> None:
        while int(self._socket.getsockopt(zmq.EVENTS)) & zmq.POLLIN:
            message = self._socket.recv(zmq.NOBLOCK)
            is_wanted = message[:1] == b"\x01"
            (self._wanted.add if is_wanted else self._wanted.discard)(message[1:])
            if not message.startswith(WATCH, 1):
                self._interest(message[1:], is_wanted)
            gop = self._gops.get(message[1:]) if is_wanted else None
            # Everyone on this topic gets the group again; who had it drops it by its numbers.
            if gop:
                self._send(message[1:], gop.packets())

    def _send(self, subject: bytes, packets: Iterable[Packet]) -> None:
        with contextlib.suppress(zmq.Again):
            self._socket.send(self._encoder.message(subject, packets), zmq.NOBLOCK)


def _make_folder(endpoint: str) -> None:
    if endpoint.startswith("ipc://"):
        Path(endpoint.removeprefix("ipc://")).parent.mkdir(parents=True, exist_ok=True)
