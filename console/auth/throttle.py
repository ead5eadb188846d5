"""How long a sign-in must wait after failures. Pure; times are arguments."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FORGOTTEN_AFTER = timedelta(hours=1)
FIRST_PAUSE = timedelta(seconds=15)
LONGEST_PAUSE = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Failures:
    """Failed sign-ins of one name or one address."""

    count: int
    last_at: datetime


def blocked_until(failures: Failures | None, free: int) -> datetime | None:
    """When the next try is heard; None: at once.

    The first `free` failures cost nothing; from then on each doubles the pause, from 15 s to 15 min.
    """
    if failures is None or failures.count < free:
        return None
    doublings = min(failures.count - free, 10)
    pause: timedelta = min(LONGEST_PAUSE, FIRST_PAUSE * (1 << doublings))
    return failures.last_at + pause


def after_failure(failures: Failures | None, at: datetime) -> Failures:
    """The tally after one more failure; an hour without one starts it anew."""
    if failures is None or at - failures.last_at > FORGOTTEN_AFTER:
        return Failures(1, at)
    return Failures(failures.count + 1, at)
