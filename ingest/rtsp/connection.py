"""One RTSP connection: requests and their answers, and the frames that come between them."""

import os
import socket
import struct
import time
from collections.abc import Iterator
from threading import Event

from ingest.rtsp.login import Login, best_challenge
from ingest.rtsp.message import Message, request, take_message

_BUFFER_BYTES = 256 << 10
_BUFFER_LIMIT = 16 << 20
_SLICE_S = 0.5
_FRAME = 0x24  # "$", RFC 2326 §10.12
_TRIES = 3

Frame = tuple[int, bytearray, int, int]
"""channel, and where in which buffer the packet lies: good until the next frame is asked for."""


class Connection:
    """A socket to a camera. One thread; `OSError` and its kin say that it is gone, `ValueError` that it is no RTSP."""

    def __init__(self, place: tuple[str, int], login: Login | None, timeout_s: float) -> None:
        self._socket = socket.create_connection(place, timeout_s)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._login = login
        self._timeout_s = timeout_s
        self._buffer = bytearray(_BUFFER_BYTES)
        self._start = self._end = 0
        self._sequence = 0
        self._early: list[tuple[int, bytearray]] = []
        self.session: str | None = None

    def close(self) -> None:
        self._socket.close()

    def ask(self, method: str, url: str, headers: dict[str, str] | None = None) -> Message:
        """The camera's answer to a request; logs in when it wants that. Raises TimeoutError when none comes."""
        answer = self._ask_once(method, url, headers or {})
        for _ in range(_TRIES - 1):
            if answer.status != 401 or self._login is None:
                break
            challenge = best_challenge(answer.all("www-authenticate"))
            if challenge is None or challenge == self._login.challenge:
                break  # the same question again: the answer was wrong
            self._login.challenge, self._login.uses = challenge, 0
            answer = self._ask_once(method, url, headers or {})
        return answer

    def tell(self, method: str, url: str) -> None:
        """Send a request whose answer nobody waits for."""
        self._send(method, url, {})

    def send_frame(self, channel: int, packet: bytes) -> None:
        """Send a packet on a channel of the connection."""
        self._socket.sendall(struct.pack(">BBH", _FRAME, channel, len(packet)) + packet)

    def frames(self, stop: Event, patience_s: float) -> Iterator[Frame | None]:
        """What comes, frame by frame; None about twice a second while nothing does.

        Ends when the camera closes the connection or `stop` is set; raises TimeoutError after a silence of
        `patience_s`.
        """
        # Read by the system's own timeout: Python's would ask twice for each read.
        self._socket.setblocking(True)
        slice_s = struct.pack("ll", int(_SLICE_S), int(_SLICE_S % 1 * 1_000_000))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, slice_s)
        for channel, data in self._early:
            yield channel, data, 0, len(data)
        self._early.clear()
        heard_at = time.monotonic()
        while not stop.is_set():
            yield from self._whole_frames()
            try:
                if not self._read():
                    return
                heard_at = time.monotonic()
            except BlockingIOError:
                if time.monotonic() - heard_at > patience_s:
                    raise TimeoutError from None
                yield None

    def _whole_frames(self) -> Iterator[Frame]:
        buffer, start, end = self._buffer, self._start, self._end
        while end - start >= 4:
            if buffer[start] == _FRAME:
                after = start + 4 + (buffer[start + 2] << 8 | buffer[start + 3])
                if after > end:
                    break
                self._start = after
                yield buffer[start + 1], buffer, start + 4, after
                start = after
                continue
            taken = take_message(buffer, start, end)
            if taken is None:
                break
            message, start = taken
            self._start = start
            if not message.status:
                self._answer(message)
        self._start = start

    def _ask_once(self, method: str, url: str, headers: dict[str, str]) -> Message:
        sequence = self._send(method, url, headers)
        until = time.monotonic() + self._timeout_s
        while True:
            answer = self._answer_to(sequence)
            if answer is not None:
                return answer
            left_s = until - time.monotonic()
            if left_s <= 0:
                raise TimeoutError
            self._socket.settimeout(left_s)
            if not self._read():
                raise ConnectionResetError

    def _send(self, method: str, url: str, headers: dict[str, str]) -> int:
        self._sequence += 1
        fields = {"CSeq": str(self._sequence), "User-Agent": "Watchroom", **headers}
        if self._login is not None:
            proof = self._login.header(method, url, os.urandom(8).hex())
            fields |= {"Authorization": proof} if proof else {}
        if self.session is not None:
            fields["Session"] = self.session
        self._socket.sendall(request(method, url, fields))
        return self._sequence

    def _answer_to(self, sequence: int) -> Message | None:
        """The answer among what has come; frames before it are kept."""
        while self._end - self._start >= 4:
            if self._buffer[self._start] == _FRAME:
                size = self._buffer[self._start + 2] << 8 | self._buffer[self._start + 3]
                after = self._start + 4 + size
                if after > self._end:
                    return None
                self._early.append((self._buffer[self._start + 1], self._buffer[self._start + 4 : after]))
                self._start = after
                continue
            taken = take_message(self._buffer, self._start, self._end)
            if taken is None:
                return None
            message, self._start = taken
            # Some cameras forget the number: an answer is an answer.
            if message.status and message.header("cseq") in (str(sequence), None):
                return message
        return None

    def _answer(self, message: Message) -> None:
        """Cameras may ask too, as whether we live."""
        number = message.header("cseq") or "0"
        self._socket.sendall(f"RTSP/1.0 200 OK\r\nCSeq: {number}\r\n\r\n".encode())

    def _read(self) -> int:
        """Read what has come behind what waits; returns how much, 0 when the camera has closed."""
        if self._start == self._end:
            self._start = self._end = 0
        elif self._end == len(self._buffer):
            rest = self._buffer[self._start : self._end]
            if len(rest) * 2 > len(self._buffer):
                if len(self._buffer) >= _BUFFER_LIMIT:
                    raise ValueError("what is sent is no RTSP")
                self._buffer.extend(bytes(len(self._buffer)))
            self._buffer[: len(rest)] = rest
            self._start, self._end = 0, len(rest)
        count = self._socket.recv_into(memoryview(self._buffer)[self._end :])
        self._end += count
        return count
