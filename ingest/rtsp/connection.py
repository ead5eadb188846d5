"""One RTSP connection: requests and their answers, and the frames that come between them."""

import os
import socket
import struct
import time

from ingest.rtsp.login import Login, best_challenge
from ingest.rtsp.message import Message, request, take_message

_BUFFER_BYTES = 256 << 10
_BUFFER_LIMIT = 16 << 20
_DOLLAR = 0x24  # of an interleaved frame, RFC 2326 §10.12
_HEAD = 4
_TRIES = 3

Frame = tuple[int, int, int]
"""channel, and where in the buffer the packet lies: good until the buffer is filled again."""


class Connection:
    """A socket to a camera. One thread; `OSError` and its kin say that it is gone, `ValueError` that it is no RTSP.

    buffer, start, end: what has come and waits. early: the frames that came before the answer to `PLAY`.
    """

    def __init__(self, place: tuple[str, int], login: Login | None, timeout_s: float) -> None:
        self._socket = socket.create_connection(place, timeout_s)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._login = login
        self._timeout_s = timeout_s
        self.buffer = bytearray(_BUFFER_BYTES)
        self.start = self.end = 0
        self._sequence = 0
        self.early = bytearray()
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
        self._socket.sendall(struct.pack(">BBH", _DOLLAR, channel, len(packet)) + packet)

    def fileno(self) -> int:
        return self._socket.fileno()

    def stream(self) -> None:
        """From now on nothing is waited for: `fill` takes what is there."""
        self._socket.setblocking(False)

    def give_up_after(self, timeout_s: float) -> None:
        """From now on whatever takes longer raises a TimeoutError."""
        self._socket.settimeout(timeout_s)

    def fill(self) -> bool:
        """Read what has come; returns whether the camera is still there."""
        try:
            return self._read() > 0
        except BlockingIOError:
            return True

    def prepend(self, data: bytearray) -> None:
        """Put `data` in front of what waits."""
        self.buffer = data + self.buffer[self.start : self.end] + bytes(_BUFFER_BYTES)
        self.start, self.end = 0, len(data) + self.end - self.start

    def next_frame(self) -> Frame | None:
        """The next whole frame in the buffer, whatever its channel; what is no frame is dealt with on the way."""
        while self.end - self.start >= _HEAD:
            if self.buffer[self.start] == _DOLLAR:
                begin = self.start + _HEAD
                after = begin + (self.buffer[self.start + 2] << 8 | self.buffer[self.start + 3])
                if after > self.end:
                    return None
                channel, self.start = self.buffer[self.start + 1], after
                return channel, begin, after
            taken = take_message(self.buffer, self.start, self.end)
            if taken is None:
                return None
            message, self.start = taken
            if not message.status:
                self._answer(message)
        return None

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
        while self.end - self.start >= _HEAD:
            if self.buffer[self.start] == _DOLLAR:
                begin = self.start
                if self.next_frame() is None:
                    return None
                self.early += self.buffer[begin : self.start]
                continue
            taken = take_message(self.buffer, self.start, self.end)
            if taken is None:
                return None
            message, self.start = taken
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
        if self.start == self.end:
            self.start = self.end = 0
        elif self.end == len(self.buffer):
            rest = self.buffer[self.start : self.end]
            if len(rest) * 2 > len(self.buffer):
                if len(self.buffer) >= _BUFFER_LIMIT:
                    raise ValueError("what is sent is no RTSP")
                self.buffer.extend(bytes(len(self.buffer)))
            self.buffer[: len(rest)] = rest
            self.start, self.end = 0, len(rest)
        count = self._socket.recv_into(memoryview(self.buffer)[self.end :])
        self.end += count
        return count
