"""Speech as RTP packets (RFC 3550, RFC 3551 §4.5.14): what a camera's loudspeaker takes. Pure."""

import struct

PACKET_MS = 20  # RFC 3551 §4.2
CODINGS = ("pcm_mulaw", "pcm_alaw")


class SpeechPackets:
    """Numbers one sender's packets. numbers: where sequence, time and source begin, at random. Not thread-safe."""

    def __init__(self, payload_type: int, numbers: tuple[int, int, int]) -> None:
        self._payload_type = payload_type
        self._sequence, self._start, self._source = numbers
        self._next: int | None = None

    def packet(self, at: int, payload: bytes) -> bytes:
        """The packet of G.711 samples (a byte each) that begin `at` samples after the first one."""
        # The marker is on the first packet after a silence, where a loudspeaker may adjust its delay.
        marker = 0x80 if at != self._next else 0
        self._next = at + len(payload)
        head = struct.pack(
            ">BBHII",
            0x80,
            marker | self._payload_type,
            self._sequence & 0xFFFF,
            (self._start + at) & 0xFFFFFFFF,
            self._source,
        )
        self._sequence += 1
        return head + payload
