"""A camera that no rule looks at: only keyframes are decoded, about one a second, for those who look on."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from console.analysis.eye import EyeFigures, NewDecoder, PacketDecoder
from console.analysis.observers import Observers
from ingest.decode import KeyframeDecoder
from ingest.packet import Packet
from kernel.clock import from_us

_LEAST = timedelta(seconds=0.8)


class KeyframeEye:
    """Takes a camera's packets in order and shows the observers its keyframes, at most about one a second. One thread.

    Behind, only the newest keyframe is decoded.
    """

    def __init__(self, observers: Observers, new_decoder: NewDecoder = KeyframeDecoder) -> None:
        self.figures = EyeFigures()
        self._observers = observers
        self._new_decoder = new_decoder
        self._decoder: PacketDecoder | None = None
        self._codec = ""
        self._seen_at: datetime | None = None

    @property
    def is_behind(self) -> bool:
        """Never: what it cannot look at it leaves out."""
        return False

    def take(self, packets: Sequence[Packet]) -> None:
        """All packets that wait, oldest first."""
        keyframes = [packet for packet in packets if packet.is_keyframe]
        self.figures.late += max(0, len(keyframes) - 1)
        if not keyframes or not self._is_due(from_us(keyframes[-1].at_us)):
            return
        packet = keyframes[-1]
        if self._decoder is None or packet.codec != self._codec:
            self._decoder, self._codec = self._new_decoder(packet.codec), packet.codec
        frame = self._decoder.decode(packet)
        if frame is None:
            return
        self.figures.decoded += 1
        self._seen_at = frame.at
        self._observers.observe(frame)

    def close(self, at: datetime) -> None:
        """End what is open: the camera is gone."""
        self._observers.close(at)
        self._decoder, self._seen_at = None, None

    def _is_due(self, at: datetime) -> bool:
        # A clock that was set back must not stop the looking until it has caught up.
        return self._seen_at is None or not timedelta(0) <= at - self._seen_at < _LEAST
