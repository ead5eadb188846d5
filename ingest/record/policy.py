"""What of a camera is recorded when, and how long and how much of it is kept. Pure."""

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from enum import StrEnum

from kernel.errors import invalid
from kernel.journal import Json, JsonObject
from kernel.schedule import DAY_MINUTES, week_minute

PRE_ROLL_LIMIT_S = 60
POST_ROLL_LIMIT_S = 600
INTERVAL_LIMIT = 7 * 48


class RecordMode(StrEnum):
    """How a camera is recorded."""

    CONTINUOUS = "continuous"
    EVENTS = "events"  # around its events only
    OFF = "off"


@dataclass(frozen=True, slots=True)
class Interval:
    """A stretch of each week by the house's wall clock. day: 0 is Monday; minutes of that day, start < end <= 1440."""

    day: int
    start_minute: int
    end_minute: int
    mode: RecordMode


@dataclass(frozen=True, slots=True)
class Policy:
    """A camera's recording policy.

    mode: outside `schedule`, whose intervals do not overlap. pre_roll_s, post_roll_s: what is kept around an event.
    limit_bytes: how much of its footage is kept, None: no limit of its own. min_days: while the disk is short, footage
    younger than this goes only when nothing older of any camera is left.
    """

    mode: RecordMode = RecordMode.CONTINUOUS
    schedule: tuple[Interval, ...] = ()
    pre_roll_s: int = 5
    post_roll_s: int = 10
    limit_bytes: int | None = None
    min_days: int = 0

    def mode_at(self, at: datetime, zone: tzinfo) -> RecordMode:
        """The mode in force at an instant. An hour that the clocks repeat has the same mode twice."""
        day, minute = week_minute(at, zone)
        for interval in self.schedule:
            if interval.day == day and interval.start_minute <= minute < interval.end_minute:
                return interval.mode
        return self.mode


@dataclass(frozen=True, slots=True)
class HouseRetention:
    """What is kept of all cameras together; None: no limit. The shorter of its days and a camera's own counts."""

    days: int | None = None
    limit_bytes: int | None = None


def checked(policy: Policy) -> Policy:
    """The policy with its intervals in order and neighbours joined; raises an invalid fault when it cannot be right."""
    if not 0 <= policy.pre_roll_s <= PRE_ROLL_LIMIT_S:
        raise invalid(f"recording policy: the pre-roll must be 0 to {PRE_ROLL_LIMIT_S} s, not {policy.pre_roll_s}")
    if not 0 <= policy.post_roll_s <= POST_ROLL_LIMIT_S:
        raise invalid(f"recording policy: the post-roll must be 0 to {POST_ROLL_LIMIT_S} s, not {policy.post_roll_s}")
    if len(policy.schedule) > INTERVAL_LIMIT:
        raise invalid(f"recording policy: at most {INTERVAL_LIMIT} intervals a week")
    joined: list[Interval] = []
    for interval in sorted(policy.schedule, key=lambda part: (part.day, part.start_minute)):
        if not (0 <= interval.day <= 6 and 0 <= interval.start_minute < interval.end_minute <= DAY_MINUTES):
            raise invalid("recording policy: an interval lies on a day 0 to 6, from a minute to a later one up to 1440")
        last = joined[-1] if joined else None
        if last is not None and last.day == interval.day and interval.start_minute < last.end_minute:
            raise invalid(f"recording policy: two intervals overlap on day {interval.day}; give each minute one mode")
        if last is not None and (last.day, last.end_minute, last.mode) == (
            interval.day,
            interval.start_minute,
            interval.mode,
        ):
            joined[-1] = Interval(last.day, last.start_minute, interval.end_minute, last.mode)
        else:
            joined.append(interval)
    return Policy(
        policy.mode, tuple(joined), policy.pre_roll_s, policy.post_roll_s, policy.limit_bytes, policy.min_days
    )


def policy_data(policy: Policy) -> JsonObject:
    """The policy in the shape of `PolicyView`, without its camera."""
    schedule: list[Json] = [
        {"day": part.day, "start_minute": part.start_minute, "end_minute": part.end_minute, "mode": part.mode.value}
        for part in policy.schedule
    ]
    return {
        "mode": policy.mode.value,
        "schedule": schedule,
        "pre_roll_s": policy.pre_roll_s,
        "post_roll_s": policy.post_roll_s,
        "limit_bytes": policy.limit_bytes,
        "min_days": policy.min_days,
    }


class ModeClock:
    """The mode of a policy packet by packet. Schedules change on whole minutes, so each minute is asked for once."""

    def __init__(self, policy: Policy, zone: tzinfo) -> None:
        self._policy = policy
        self._zone = zone
        self._minute = -1
        self._mode = policy.mode

    def mode_at_us(self, at_us: int) -> RecordMode:
        """The mode at a UTC microsecond."""
        minute = at_us // 60_000_000
        if minute != self._minute:
            self._minute = minute
            self._mode = self._policy.mode_at(datetime.fromtimestamp(minute * 60, UTC), self._zone)
        return self._mode
