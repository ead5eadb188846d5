"""Pictures for glances: the keyframe of each group and, where pictures are small, a few between two keyframes.

A picture between needs all before it: of a group everything up to its last glance is decoded, without the loop filter.
"""

import math
from collections.abc import Sequence

from ingest.decode import Decoder, KeyframeDecoder
from ingest.packet import Packet
from kernel.frame import Frame

EXAMINED_S = 0.3


class Glimpses:
    """The pictures of one stream that are worth a glance. One thread. decoded: how many were decoded for it."""

    def __init__(self, codec: str) -> None:
        self._codec = codec
        self._keyframes = KeyframeDecoder(codec, is_rough=True)
        self._running = Decoder(codec, is_rough=True)
        self._is_delayed = False
        self._began_us = 0
        self._due_us: list[int] = []
        self.decoded = 0

    @property
    def is_delayed(self) -> bool:
        """Whether the stream holds pictures back: of its groups only keyframes can be seen as they come."""
        return self._is_delayed

    def begin(self, keyframe: Packet, gop_s: float, pause_s: float | None) -> Frame | None:
        """The picture of a keyframe; the group is gone on with by `go_on`.

        gop_s: how long the group will be. pause_s: wanted time between glances; None: this one is enough.
        """
        self._due_us = []
        self.decoded += 1
        if pause_s is not None and not self._is_delayed and (count := math.ceil(gop_s / pause_s - 1e-6)) > 1:
            frame = self._running.decode(keyframe)
            if frame is not None and frame.number == keyframe.number:
                self._due_us = [keyframe.at_us + round(1e6 * gop_s * i / count) for i in range(1, count)]
                return frame
            self._is_delayed = True  # it holds pictures back: there are B-frames
        return self._keyframes.decode(keyframe)

    def go_on(self, packet: Packet) -> Frame | None:
        """The picture of a packet of the same group, where it is time for a glance."""
        if not self._due_us:
            return None
        frame = self._running.decode(packet)
        self.decoded += 1
        if frame is None or packet.at_us + packet.duration_us // 2 < self._due_us[0]:
            return None
        self._due_us.pop(0)
        return frame

    def examine(self, group: Sequence[Packet]) -> list[Frame]:
        """A few pictures out of a whole group, after its keyframe's."""
        decoder, due_us, found = Decoder(self._codec, is_rough=True), group[0].at_us, []
        for packet in group:
            frame = decoder.decode(packet)
            self.decoded += 1
            if frame is not None and packet.at_us >= due_us + EXAMINED_S * 1e6:
                due_us = packet.at_us
                found.append(frame)
        return found
