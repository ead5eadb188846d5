"""Hysteresis: a trouble begins when it was bad for long enough, and ends when it was well for long enough. Pure.

Two thresholds make a `Sign` of a figure (`graded`), two durations make a state of signs (`Condition`).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class Sign(StrEnum):
    """What one look says. `between` the thresholds speaks against any change; `unknown` says nothing at all."""

    WELL = "well"
    BETWEEN = "between"
    BAD = "bad"
    UNKNOWN = "unknown"


def graded(value: float, bad: float, well: float) -> Sign:
    """The sign of a figure that is bad up to `bad` and well from `well` on; with `bad` above `well`, the other way."""
    if bad > well:
        value, bad, well = -value, -bad, -well
    if value <= bad:
        return Sign.BAD
    return Sign.WELL if value >= well else Sign.BETWEEN


def worst(*signs: Sign) -> Sign:
    """Bad if any is, well only if all are; unknown ones do not count unless all are."""
    told = [sign for sign in signs if sign is not Sign.UNKNOWN]
    if not told:
        return Sign.UNKNOWN
    if Sign.BAD in told:
        return Sign.BAD
    return Sign.BETWEEN if Sign.BETWEEN in told else Sign.WELL


@dataclass(frozen=True, slots=True)
class Patience:
    """How long it must be bad before it counts, and well before it is over, in seconds."""

    enter_s: float
    leave_s: float


@dataclass(slots=True)
class Condition:
    """One trouble's state. Fed in the order of time.

    is_on: it counts now. since: when it began to be bad, None while off. An `unknown` look, or a pause longer than
    `gap_s`, is no proof: the waiting starts over, the state stays.
    """

    patience: Patience
    is_on: bool = False
    since: datetime | None = None
    gap_s: float = 30.0
    _turning_since: datetime | None = None
    _last_at: datetime | None = None

    def step(self, sign: Sign, at: datetime) -> bool:
        """Take in one look; returns whether the state changed."""
        is_gap = self._last_at is not None and not timedelta(0) <= at - self._last_at <= timedelta(seconds=self.gap_s)
        self._last_at = at
        if is_gap:
            self._turning_since = None
        if sign is not (Sign.WELL if self.is_on else Sign.BAD):
            self._turning_since = None
            return False
        if self._turning_since is None:
            self._turning_since = at
        needed_s = self.patience.leave_s if self.is_on else self.patience.enter_s
        if at - self._turning_since < timedelta(seconds=needed_s):
            return False
        self.is_on = not self.is_on
        self.since = self._turning_since if self.is_on else None
        self._turning_since = None
        return True

    def resume(self, since: datetime) -> None:
        """It was on before a restart."""
        self.is_on, self.since = True, since
