"""How far UTC is ahead of a stream's clock: told by the packets' arrival, and by the sender itself.

Pure. Times are whole microseconds; an offset is what must be added to the stream's clock.
"""

SLEW_LATER = 0.002  # per second of stream: follows a clock that runs slow by up to 0.2 %, ignores late bursts
SLEW_EARLIER = 0.02  # a packet cannot arrive before it was made, so this side is trusted sooner
TOO_EARLY_US = 500_000  # arrived so long before its time: the stream's clock has jumped ahead
LATE_US = 2_000_000
LATE_FOR_US = 10_000_000  # late for so long: no burst drains for that long, the stream's clock has lost time

SENT_WITHIN_US = 10_000_000  # reports are smoothed over this long
SENT_SLEW = 0.01
SAME_US = 2  # what rounding alone moves an unchanged report by
SILENT_FOR_US = 300_000_000  # without a new report for so long the old one says nothing about drift

STEP_US = 50_000
STEP_AGREES_US = 20_000
HOLD_US = 600_000_000


def limited(error_us: int, limit_us: int) -> int:
    """`error_us`, but no further from 0 than `limit_us`."""
    return max(-limit_us, min(limit_us, error_us))


class ArrivalOffset:
    """Follows the earliest arrivals: exact in rate, as late as the shortest way through the network."""

    def __init__(self) -> None:
        self.us: int | None = None
        self._late_since_us: int | None = None

    def restart(self, offset_us: int) -> None:
        """The stream's clock is another one from here on."""
        self.us = offset_us
        self._late_since_us = None

    def follow(self, offset_us: int, passed_us: int, now_us: int) -> bool:
        """A packet arrived that says `offset_us`; the stream went on by `passed_us` since the last.

        Returns whether the offset had to jump.
        """
        if self.us is None:
            self.restart(offset_us)
            return False
        error_us = offset_us - self.us
        if error_us <= LATE_US:
            self._late_since_us = None
        elif self._late_since_us is None:
            self._late_since_us = now_us
        is_lost = self._late_since_us is not None and now_us - self._late_since_us > LATE_FOR_US
        if error_us < -TOO_EARLY_US or is_lost:
            self.restart(offset_us)
            return True
        self.us += limited(error_us, int(passed_us * (SLEW_LATER if error_us > 0 else SLEW_EARLIER)))
        return False


class SentOffset:
    """Follows the sender's reports, smoothed: they tremble by some milliseconds, and drift between them."""

    def __init__(self) -> None:
        self.us: int | None = None  # None: no report, or none for too long
        self.raw_us: int | None = None  # by the last report alone
        self._changed_us = 0

    def follow(self, offset_us: int | None, passed_us: int, now_us: int) -> None:
        """A packet's time by the last report says `offset_us`; None: there was no report yet."""
        if offset_us is None:
            self.restart()
            return
        if self.raw_us is None or abs(offset_us - self.raw_us) > SAME_US:
            self.raw_us, self._changed_us = offset_us, now_us
        elif now_us - self._changed_us > SILENT_FOR_US:
            self.us = None
            return
        self.us = offset_us if self.us is None else self.us
        error_us = offset_us - self.us
        share_us = error_us * min(passed_us, SENT_WITHIN_US) // SENT_WITHIN_US
        self.us += limited(share_us, int(passed_us * SENT_SLEW))

    def restart(self) -> None:
        """The stream's clock is another one from here on."""
        self.us = self.raw_us = None

    def has_moved(self, limit_us: int) -> bool:
        """Whether the last report says something else by more than `limit_us`."""
        return self.us is not None and self.raw_us is not None and abs(self.raw_us - self.us) > limit_us

    def adopt(self) -> None:
        """The sender's clock is another one from here on: what the last report says is all that counts."""
        self.us = self.raw_us


class HouseClock:
    """How far the wall clock of this machine is ahead of its steady clock; steps where somebody set it."""

    def __init__(self) -> None:
        self.us: int | None = None
        self.has_stepped = False
        self._before_us = 0
        self._stepped_us = 0
        self._maybe_us: int | None = None

    @property
    def before_us(self) -> int:
        """What it was before it was set, for as long as that may still be believed; else what it is."""
        return self._before_us if self.has_stepped else self.us or 0

    def follow(self, ahead_us: int, now_us: int) -> bool:
        """Both clocks were read, one after the other: a single odd pair is no step. Returns whether there was one."""
        if self.us is None:
            self.us = ahead_us
        moved_us, is_step = ahead_us - self.us, False
        if abs(moved_us) <= STEP_US:
            self.us += moved_us // 64
            self._maybe_us = None
        elif self._maybe_us is None or abs(ahead_us - self._maybe_us) > STEP_AGREES_US:
            self._maybe_us = ahead_us
        else:
            if not self.has_stepped:
                self._before_us = self.us
            self.has_stepped, self._stepped_us = abs(ahead_us - self._before_us) > STEP_US, now_us
            self.us, self._maybe_us, is_step = ahead_us, None, True
        if now_us - self._stepped_us > HOLD_US:
            self.has_stepped = False
        return is_step

    def believe(self) -> None:
        """The clock is right as it is now set."""
        self.has_stepped = False
