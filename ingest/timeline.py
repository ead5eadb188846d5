"""Gives every packet its place in UTC: follows the stream's own clock, pulled gently towards the truth.

The stream's clock knows the distance between pictures exactly but drifts, wraps and jumps; the arrival knows the time
of day but trembles with the network; the sender's reports know both, while its clock is right. Pure; one `Timeline`
per connection.
"""

from bisect import bisect_right, insort
from dataclasses import dataclass

from ingest.offset import ArrivalOffset, HouseClock, SentOffset, limited
from ingest.packet import Unit

FAR_US = 10_000_000  # a stream that steps further than this has jumped
WRAPS_US = tuple((1 << bits) * 1_000_000 // 90_000 for bits in (32, 33))  # RTP and MPEG clocks at 90 kHz
DEPTH_LIMIT = 16  # pictures that H.264 and H.265 may reorder
CLOCK_BOUND_US = 2_000_000
BRIDGE_SLEW = 0.01  # from one truth to another: a second takes 100
BRIDGE_LIMIT_US = 3_000_000  # what is further apart than this, and than twice the bound, is gone to at once
SOUND_FAR_US = 5_000_000


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
        if not self.depth and (not self._greatest or pts_us >= self._greatest[-1]):
            self._greatest.append(pts_us)
            del self._greatest[: -DEPTH_LIMIT - 1]
            return pts_us
        before = len(self._greatest) - bisect_right(self._greatest, pts_us)
        self.depth = max(self.depth, before)
        insort(self._greatest, pts_us)
        dts_us = self._greatest[-1 - min(self.depth, len(self._greatest) - 1)]
        del self._greatest[: -DEPTH_LIMIT - 1]
        return min(dts_us, pts_us)

    def restart(self) -> None:
        """The clock has jumped: earlier times say nothing about later ones; the depth stays."""
        self._greatest.clear()


class Timeline:
    """Stamps the packets of one connection in the order of their arrival. Not thread-safe.

    clock_bound_us: the sender's clock counts while it is within so much of ours. lag_us: how long its packets may be
    under way besides, by their nature, as those of a playlist are. jumps: how often the time did not
    go on evenly, because the stream's clock or ours was set.
    """

    def __init__(self, clock_bound_us: int = CLOCK_BOUND_US, lag_us: int = 0) -> None:
        self._bound_us = clock_bound_us
        self._lag_us = lag_us
        self._limit_us = max(BRIDGE_LIMIT_US, 2 * clock_bound_us)
        self._order = DecodeOrder()
        self._heard = ArrivalOffset()  # over the steady clock
        self._sent = SentOffset()  # over UTC
        self._house = HouseClock()
        self._trusts_sender = False
        self._offset_us: int | None = None
        self._bridge_us = 0  # what is left of the way from one truth to another
        self.jumps = 0
        self._wrapped_us = 0
        self._pts_us = 0  # the newest presentation time, unwrapped
        self._media_us = 0
        self._lead_us: int | None = None  # how long before its presentation a keyframe is decoded
        self._steady_us: int | None = None
        self._out_us: int | None = None
        self._sound_us: int | None = None

    @property
    def clock_offset_s(self) -> float | None:
        """How far the sender's clock is ahead of ours, less the way of its packets; None while it reports none."""
        if self._sent.raw_us is None or self._heard.us is None:
            return None
        return self._wrong_us(self._sent.raw_us - self._heard.us - (self._house.us or 0)) / 1e6

    @property
    def trusts_sender(self) -> bool:
        """Whether the stamps are the sender's."""
        return self._trusts_sender

    def stamp(self, unit: Unit, arrival_us: int, steady_us: int | None = None) -> Stamp:
        """The place of `unit` that arrived at `arrival_us` (UTC microseconds, by the wall clock).

        steady_us: the same moment by a clock that nobody sets; without it a step of the wall clock looks like one of
        the stream's.
        """
        steady_us = arrival_us if steady_us is None else steady_us
        elapsed_us = 0 if self._steady_us is None else max(0, steady_us - self._steady_us)
        if self._house.follow(arrival_us - steady_us, steady_us) and not self._trusts_sender:
            self.jumps += 1
        pts_us = unit.pts_us if unit.pts_us is not None else unit.dts_us
        if pts_us is None:
            out_us = self._forward(arrival_us, elapsed_us)
            stamp = Stamp(out_us, out_us)
        else:
            stamp = self._with_clock(self._unwrap(pts_us, elapsed_us), unit, steady_us, elapsed_us)
        self._steady_us = steady_us
        return stamp

    def place(self, unit: Unit, arrival_us: int) -> Stamp:
        """The place of a unit of sound, which runs on the same clock as the pictures; never falls back."""
        at_us = arrival_us
        if unit.pts_us is not None and self._offset_us is not None:
            own_us = _nearest(unit.pts_us + self._wrapped_us, self._pts_us) + self._offset_us
            if abs(own_us - arrival_us) <= SOUND_FAR_US + self._bound_us:
                at_us = own_us
        if self._sound_us is not None:
            at_us = max(at_us, self._sound_us + 1)
        self._sound_us = at_us
        return Stamp(at_us, at_us)

    def begin(self) -> None:
        """What was stamped so far is not used: the next stamp may lie before it."""
        self._out_us = None

    def _with_clock(self, pts_us: int, unit: Unit, steady_us: int, elapsed_us: int) -> Stamp:
        moved_us = pts_us - self._pts_us
        if self._offset_us is not None and abs(moved_us) > FAR_US and abs(moved_us - elapsed_us) > FAR_US:
            self._restart()
        depth = self._order.depth
        media_us = self._order.push(pts_us) if unit.dts_us is None else _nearest(unit.dts_us, pts_us)
        # A keyframe is shown when it arrives; what is decoded before its time is placed ahead of it.
        is_led = self._follow_lead(unit, pts_us - media_us, is_deeper=self._order.depth > depth)
        heard_us = steady_us - (self._lead_us or 0) - media_us
        passed_us = elapsed_us if self._offset_us is None else max(0, media_us - self._media_us)
        if is_led or self._order.depth > depth:
            self._heard.restart(heard_us)
        if self._heard.follow(heard_us, passed_us, steady_us) and not self._trusts_sender:
            self.jumps += 1
        sent_us = None if unit.sent_at_us is None or unit.pts_us is None else unit.sent_at_us - pts_us
        self._sent.follow(sent_us, passed_us, steady_us)
        self._offset_us = self._aim(passed_us)
        self._pts_us, self._media_us = pts_us, media_us
        out_us = self._forward(media_us + self._offset_us, passed_us)
        return Stamp(out_us, out_us + pts_us - media_us)

    def _follow_lead(self, unit: Unit, lead_us: int, is_deeper: bool) -> bool:
        """Learn how long keyframes are decoded ahead; returns whether that is known only now."""
        if is_deeper:
            self._lead_us = None
        if not unit.is_keyframe:
            return False
        is_new = self._lead_us is None and lead_us > 0
        # The least of them: a keyframe with leading pictures is decoded earlier than it need be.
        self._lead_us = lead_us if self._lead_us is None else min(lead_us, self._lead_us)
        return is_new

    def _aim(self, passed_us: int) -> int:
        """The offset from now on: the sender's or the arrival's, gone over to gently when that changes."""
        has_trusted, self._trusts_sender = self._trusts_sender, self._is_sender_right()
        if not self._trusts_sender:
            self._house.believe()
        if self._trusts_sender and (not has_trusted or self._sent.has_moved(self._limit_us)):
            self._sent.adopt()
            has_trusted = False
        heard_us = (self._heard.us or 0) + (self._house.us or 0)
        target_us = self._sent.us if self._trusts_sender and self._sent.us is not None else heard_us
        if self._offset_us is None:
            self._bridge_us = 0
        elif has_trusted != self._trusts_sender:
            self._bridge_us = self._offset_us - target_us
            if abs(self._bridge_us) > self._limit_us:
                self._bridge_us = 0
                self.jumps += 1
        self._bridge_us -= limited(self._bridge_us, int(passed_us * BRIDGE_SLEW))
        return target_us + self._bridge_us

    def _is_sender_right(self) -> bool:
        """Whether its clock agrees with ours, or did until ours was set."""
        if self._sent.us is None or self._sent.raw_us is None or self._heard.us is None:
            return False
        bound_us = self._bound_us * 5 // 4 if self._trusts_sender else self._bound_us
        sent_us = self._sent.raw_us - self._heard.us
        if abs(self._wrong_us(sent_us - (self._house.us or 0))) <= bound_us:
            self._house.believe()
            return True
        return self._trusts_sender and abs(self._wrong_us(sent_us - self._house.before_us)) <= bound_us

    def _wrong_us(self, ahead_us: int) -> int:
        """What of it the packets' way does not explain."""
        return ahead_us if ahead_us > 0 else min(0, ahead_us + self._lag_us)

    def _restart(self) -> None:
        """The stream's clock has jumped: what was learnt of it says nothing about it now."""
        self._order.restart()
        self._heard.us = None
        self._sent.restart()
        self._offset_us = None
        self.jumps += 1

    def _forward(self, wished_us: int, passed_us: int) -> int:
        """`wished_us`, but never backwards: while it lies in the past, time goes on at half speed."""
        if self._out_us is not None and wished_us <= self._out_us:
            wished_us = self._out_us + max(1, passed_us // 2)
        self._out_us = wished_us
        return wished_us

    def _unwrap(self, pts_us: int, elapsed_us: int) -> int:
        if self._offset_us is None:
            return pts_us
        plain_us = pts_us + self._wrapped_us
        whole_us = _nearest(plain_us, self._pts_us)
        if whole_us == plain_us:
            whole_us = _nearest(plain_us, self._pts_us + elapsed_us)
        self._wrapped_us += whole_us - plain_us
        return whole_us


def _nearest(us: int, anchor_us: int) -> int:
    """`us`, or one wrap of the clock before or after it where only that is close to `anchor_us`."""
    if abs(us - anchor_us) < FAR_US:
        return us
    turns = (us + sign * wrap_us for wrap_us in WRAPS_US for sign in (1, -1))
    return next((turn for turn in turns if abs(turn - anchor_us) < FAR_US), us)
