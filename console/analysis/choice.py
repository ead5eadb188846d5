"""Which of a camera's streams is looked at: the small one, at a tenth of the cost, or the main one while it is away."""

from ingest.packet import Packet, StreamName

AWAY_S = 5.0  # nothing for so long: the small stream is away
BACK_S = 5.0  # it must come for so long before it is trusted again


class StreamChoice:
    """One camera's. Times on a clock that never goes back. Not thread-safe."""

    def __init__(self, has_sub: bool, now_s: float) -> None:
        self.stream: StreamName = "sub" if has_sub else "main"
        self._has_sub = has_sub
        self._heard_s = now_s
        self._back_s: float | None = None

    @property
    def followed(self) -> tuple[StreamName, ...]:
        """What must be subscribed to: both while the small stream is away, so that its return is seen."""
        if not self._has_sub:
            return ("main",)
        return ("sub",) if self.stream == "sub" else ("main", "sub")

    def admit(self, packets: list[Packet], now_s: float) -> list[Packet]:
        """Those of the packets that are to be looked at; the choice changes at a keyframe only."""
        if not self._has_sub:
            return packets
        for place, packet in enumerate(packets):
            if packet.stream != "sub":
                continue
            if self._back_s is None or now_s - self._heard_s > AWAY_S:
                self._back_s = now_s
            self._heard_s = now_s
            if self.stream == "main" and packet.is_keyframe and now_s - self._back_s >= BACK_S:
                self.stream = "sub"
                packets = packets[place:]
                break
        return [packet for packet in packets if packet.stream == self.stream]

    def look(self, now_s: float) -> None:
        """Change to the main stream when the small one has been away for too long."""
        if self.stream == "sub" and now_s - self._heard_s > AWAY_S:
            self.stream, self._back_s = "main", None
