"""Gives every packet its place in UTC: follows the stream's own clock, pulled gently towards the time of arrival.

The stream's clock knows the distance between pictures exactly but drifts, wraps and jumps; the arrival knows the time
of day but trembles with the network. Pure; one `Timeline` per connection.
"""

from bisect import insort
from dataclasses import dataclass

from ingest.packet import Unit

SLEW_LATER = 0.002  # per second of stream: follows a clock that runs slow by up to 0.2 %, ignores late bursts
SLEW_EARLIER = 0.02  # a packet cannot arrive before it was made, so this side is trusted sooner
TOO_EARLY_US = 500_000  # arrived so long before its time: the stream's clock has jumped ahead
LATE_US = 2_000_000
LATE_FOR_US = 10_000_000  # late for so long: no burst drains for that long, the stream's clock has lost time
FAR_US = 10_000_000  # a stream that steps further than this has jumped
WRAPS_US = tuple((1 << bits) * 1_000_000 // 90_000 for bits in (32, 33))  # RTP and MPEG clocks at 90 kHz
DEPTH_LIMIT = 16  # pictures that H.264 and H.265 may reorder


@dataclass(frozen=True, slots=True)
class Stamp:
    """UTC microseconds: dts_us strictly rises from one stamp to the next; at_us is the moment of presentation."""

    dts_us: int
    at_us: int


class DecodeOrder:
    """Decoding times from presentation times that come in decoding order, as RTP sends them.

    The decoding time is the (depth + 1)-th greatest presentation time so far; the depth is learned from the disorder.
    """

    def __init__(self) -> None:
        self.depth = 0
        self._greatest: list[int] = []

    def push(self, pts_us: int) -> int:
        """The decoding time of the picture shown at `pts_us`; falls back only when the depth had to grow."""
        before = sum(1 for other in self._greatest if other > pts_us)
        self.depth = max(self.depth, before)
        insort(self._greatest, pts_us)
        dts_us = self._greatest[-1 - min(self.depth, len(self._greatest) - 1)]
        del self._greatest[: -DEPTH_LIMIT - 1]
        return min(dts_us, pts_us)

    def restart(self) -> None:
        """The clock has jumped: earlier times say nothing about later ones; the depth stays."""
        self._greatest.clear()


class Timeline:
    """Stamps the packets of one connection in the order of their arrival. Not thread-safe."""

    def __init__(self) -> None:
        self.jumps = 0
        self._order = DecodeOrder()
        self._offset_us: int | None = None
        self._wrapped_us = 0
        self._pts_us = 0  # the newest presentation time, unwrapped
        self._media_us = 0
        self._lead_us: int | None = None  # how long before its presentation a keyframe is decoded
        self._arrival_us: int | None = None
        self._out_us: int | None = None
        self._late_since_us: int | None = None

    def stamp(self, unit: Unit, arrival_us: int) -> Stamp:
        """The place of `unit` that arrived at `arrival_us` (UTC microseconds, by the wall clock)."""
        pts_us = unit.pts_us if unit.pts_us is not None else unit.dts_us
        if pts_us is None:
            out_us = self._forward(arrival_us, self._since_arrival(arrival_us))
            stamp = Stamp(out_us, out_us)
        else:
            stamp = self._with_clock(self._unwrap(pts_us), unit, arrival_us)
        self._arrival_us = arrival_us
        return stamp

    def begin(self) -> None:
        """What was stamped so far is not used: the next stamp may lie before it."""
        self._out_us = None

    def _with_clock(self, pts_us: int, unit: Unit, arrival_us: int) -> Stamp:
        if self._offset_us is not None and abs(pts_us - self._pts_us) > FAR_US:
            self._order.restart()
            self._offset_us = None
            self.jumps += 1
        depth = self._order.depth
        media_us = self._order.push(pts_us) if unit.dts_us is None else unit.dts_us + self._wrapped_us
        if self._order.depth > depth:
            self._lead_us = None
        if unit.is_keyframe:
            lead_us = pts_us - media_us
            if self._lead_us is None and lead_us:
                self._offset_us = None
            # The least of them: a keyframe with leading pictures is decoded earlier than it need be.
            self._lead_us = lead_us if self._lead_us is None else min(lead_us, self._lead_us)
        # A keyframe is shown when it arrives; what is decoded before its time is placed ahead of it.
        due_us = arrival_us - (self._lead_us or 0)
        passed_us = self._since_arrival(arrival_us) if self._offset_us is None else max(0, media_us - self._media_us)
        if self._offset_us is None or self._order.depth > depth:
            self._offset_us = due_us - media_us
        else:
            self._offset_us += self._correction(due_us - media_us - self._offset_us, passed_us, arrival_us)
        self._pts_us, self._media_us = pts_us, media_us
        out_us = self._forward(media_us + self._offset_us, passed_us)
        return Stamp(out_us, out_us + pts_us - media_us)

    def _correction(self, error_us: int, passed_us: int, arrival_us: int) -> int:
        """How far to move the offset; error_us > 0: arrived later than the stream's clock says."""
        if error_us <= LATE_US:
            self._late_since_us = None
        elif self._late_since_us is None:
            self._late_since_us = arrival_us
        if error_us < -TOO_EARLY_US or (
            self._late_since_us is not None and arrival_us - self._late_since_us > LATE_FOR_US
        ):
            self._late_since_us = None
            self.jumps += 1
            return error_us
        limit_us = int(passed_us * (SLEW_LATER if error_us > 0 else SLEW_EARLIER))
        return max(-limit_us, min(limit_us, error_us))

    def _forward(self, wished_us: int, passed_us: int) -> int:
        """`wished_us`, but never backwards: while it lies in the past, time goes on at half speed."""
        if self._out_us is not None and wished_us <= self._out_us:
            wished_us = self._out_us + max(1, passed_us // 2)
        self._out_us = wished_us
        return wished_us

    def _since_arrival(self, arrival_us: int) -> int:
        return max(0, arrival_us - self._arrival_us) if self._arrival_us is not None else 0

    def _unwrap(self, pts_us: int) -> int:
        if self._offset_us is None:
            return pts_us
        for wrap_us in WRAPS_US:
            if abs(pts_us + self._wrapped_us + wrap_us - self._pts_us) < FAR_US:
                self._wrapped_us += wrap_us
                break
        return pts_us + self._wrapped_us
