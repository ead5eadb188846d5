"""Groups of pictures as they come: how long they are, how large their packets, and where there are holes. Pure."""

from collections import deque
from dataclasses import dataclass

from ingest.packet import Packet

_KEPT = 8


@dataclass(frozen=True, slots=True)
class Group:
    """A group that has ended. sizes: bytes of its packets, without the keyframe's."""

    keyframe: Packet
    seconds: float
    sizes: tuple[int, ...]

    @property
    def fps(self) -> float:
        return (len(self.sizes) + 1) / self.seconds if self.seconds > 0 else 0.0


class Groups:
    """Measures one stream. One thread."""

    def __init__(self) -> None:
        self._keyframe: Packet | None = None
        self._sizes: list[int] = []
        self._last: Packet | None = None
        self._lengths: deque[float] = deque(maxlen=_KEPT)

    @property
    def is_whole(self) -> bool:
        """Whether the newest packet can be decoded: everything since its keyframe has come."""
        return self._keyframe is not None

    @property
    def longest_s(self) -> float | None:
        """The longest of the last groups, the present one included once it is longer; None while none has ended."""
        if not self._lengths:
            return None
        return max(*self._lengths, self.present_s)

    @property
    def present_s(self) -> float:
        """How long the present group is so far."""
        if self._keyframe is None or self._last is None:
            return 0.0
        return (self._last.at_us - self._keyframe.at_us) / 1e6

    def push(self, packet: Packet) -> Group | None:
        """Take the next packet; returns the group that it ends, if that came whole."""
        last, self._last = self._last, packet
        follows = last is not None and (last.session, last.number + 1) == (packet.session, packet.number)
        if not packet.is_keyframe:
            if not follows:
                self._keyframe = None
            self._sizes.append(len(packet.data))
            return None
        ended = None
        if follows and self._keyframe is not None and packet.at_us > self._keyframe.at_us:
            ended = Group(self._keyframe, (packet.at_us - self._keyframe.at_us) / 1e6, tuple(self._sizes))
            self._lengths.append(ended.seconds)
        self._keyframe, self._sizes = packet, []
        return ended
