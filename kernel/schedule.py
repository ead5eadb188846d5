"""When in a week something is in force, by the wall clock of a place. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from kernel.errors import invalid

DAY_MINUTES = 24 * 60
STRETCH_LIMIT = 7 * 48


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of some days of each week. days: 0 is Monday, the days it begins on.

    Minutes of the wall clock, 0 to 1439 and 1 to 1440. An end that is not after the start lies on the next day: 22:00
    to 06:00 is a night, 08:00 to 08:00 a day and a night. An hour that the clocks skip is not there, one that they
    repeat is there twice.
    """

    days: tuple[int, ...]
    start_minute: int
    end_minute: int

    def holds(self, day: int, minute: int) -> bool:
        """Whether a minute of a weekday lies in the stretch."""
        if self.start_minute < self.end_minute:
            return day in self.days and self.start_minute <= minute < self.end_minute
        is_evening = day in self.days and minute >= self.start_minute
        return is_evening or ((day - 1) % 7 in self.days and minute < self.end_minute)


def week_minute(at: datetime, zone: tzinfo) -> tuple[int, int]:
    """The weekday (0 is Monday) and the minute of that day by the wall clock of `zone`."""
    local = at.astimezone(zone)
    return local.weekday(), local.hour * 60 + local.minute


def in_force(schedule: Sequence[Stretch], at: datetime, zone: tzinfo) -> bool:
    """Whether `at` lies in one of the stretches by the wall clock of `zone`; without any, always."""
    if not schedule:
        return True
    day, minute = week_minute(at, zone)
    return any(stretch.holds(day, minute) for stretch in schedule)


def check_schedule(schedule: Sequence[Stretch], what: str) -> None:
    """Raise an invalid fault that names `what` where a stretch cannot be right."""
    if len(schedule) > STRETCH_LIMIT:
        raise invalid(f"{what}: at most {STRETCH_LIMIT} stretches a week")
    for stretch in schedule:
        if not stretch.days or any(not 0 <= day <= 6 for day in stretch.days):
            raise invalid(f"{what}: a stretch needs the days it begins on, 0 (Monday) to 6")
        if not (0 <= stretch.start_minute < DAY_MINUTES and 0 < stretch.end_minute <= DAY_MINUTES):
            raise invalid(f"{what}: a stretch goes from minute 0 to 1439 to minute 1 to 1440 of a day")
