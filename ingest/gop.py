"""The present group of pictures of a stream: what a late joiner needs to see something at once."""

from ingest.packet import Packet


class GopBuffer:
    """Holds the packets from the newest keyframe on. Not thread-safe.

    Bounded: a group longer than `limit_packets` or `limit_bytes` is let go, and the next keyframe starts anew.
    """

    def __init__(self, limit_packets: int = 1500, limit_bytes: int = 32 << 20) -> None:
        self._limit_packets = limit_packets
        self._limit_bytes = limit_bytes
        self._packets: list[Packet] = []
        self._bytes = 0

    def push(self, packet: Packet) -> None:
        """Take the next packet of the stream; one that does not follow the last ends the group."""
        packets = self._packets
        if packet.is_keyframe:
            packets = self._packets = []
            self._bytes = 0
        elif not packets or packets[-1].number != packet.number - 1 or packets[-1].session != packet.session:
            self.clear()
            return
        packets.append(packet)
        self._bytes += len(packet.data)
        if len(packets) > self._limit_packets or self._bytes > self._limit_bytes:
            self.clear()

    def clear(self) -> None:
        """Forget the group, as when the stream ended."""
        self._packets = []
        self._bytes = 0

    def packets(self) -> tuple[Packet, ...]:
        """The group so far, its keyframe first; empty when there is none."""
        return tuple(self._packets)

    @property
    def size_bytes(self) -> int:
        return self._bytes
