"""When a week's stretches are in force, over midnight and over the days on which clocks change."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from kernel.errors import Fault
from kernel.schedule import Stretch, check_schedule, in_force

BERLIN = ZoneInfo("Europe/Berlin")
MONDAY, SUNDAY = 0, 6
OFFICE = Stretch((0, 1, 2, 3, 4), 8 * 60, 18 * 60)
NIGHT = Stretch((0, 1, 2, 3, 4, 5, 6), 22 * 60, 6 * 60)
SUNDAY_NIGHT = Stretch((SUNDAY,), 22 * 60, 6 * 60)


@pytest.mark.parametrize(
    ("stretch", "local", "holds"),
    [
        (OFFICE, "2026-03-02T08:00", True),
        (OFFICE, "2026-03-02T07:59", False),
        (OFFICE, "2026-03-02T18:00", False),
        (OFFICE, "2026-03-07T12:00", False),
        (NIGHT, "2026-03-02T23:30", True),
        (NIGHT, "2026-03-02T05:59", True),
        (NIGHT, "2026-03-02T06:00", False),
        (SUNDAY_NIGHT, "2026-03-02T03:00", True),
        (SUNDAY_NIGHT, "2026-03-01T03:00", False),
        (Stretch((MONDAY,), 480, 480), "2026-03-03T07:59", True),
        (Stretch((MONDAY,), 480, 480), "2026-03-03T08:00", False),
        (Stretch((MONDAY,), 0, 1440), "2026-03-02T23:59", True),
    ],
    ids=[
        "office hours begin",
        "a minute before them",
        "their end is out",
        "Saturday is no office day",
        "before midnight",
        "after midnight",
        "the night's end is out",
        "a night of Sunday goes on into Monday",
        "and not into Sunday",
        "a day and a night, before its end",
        "and at its end",
        "a whole day",
    ],
)
def test_a_stretch_holds(stretch: Stretch, local: str, *, holds: bool) -> None:
    at = datetime.fromisoformat(local).replace(tzinfo=BERLIN).astimezone(UTC)

    assert in_force([stretch], at, BERLIN) is holds


@pytest.mark.parametrize(
    ("utc", "holds"),
    [
        ("2026-03-28T20:59", False),
        ("2026-03-28T21:00", True),
        ("2026-03-29T03:59", True),
        ("2026-03-29T04:00", False),
        ("2026-10-24T19:59", False),
        ("2026-10-25T00:30", True),
        ("2026-10-25T01:30", True),
        ("2026-10-25T04:59", True),
        ("2026-10-25T05:00", False),
    ],
    ids=[
        "winter: 21:59",
        "winter: 22:00",
        "the hour is skipped: 05:59 in summer",
        "06:00 in summer",
        "summer: 21:59",
        "02:30 for the first time",
        "02:30 for the second time",
        "05:59 in winter",
        "06:00 in winter",
    ],
)
def test_a_night_in_which_the_clocks_change_follows_the_wall_clock(utc: str, *, holds: bool) -> None:
    assert in_force([NIGHT], datetime.fromisoformat(utc).replace(tzinfo=UTC), BERLIN) is holds


def test_no_stretch_at_all_is_always() -> None:
    assert in_force([], datetime(2026, 3, 1, tzinfo=UTC), BERLIN)


@pytest.mark.parametrize(
    "stretch",
    [Stretch((), 0, 60), Stretch((7,), 0, 60), Stretch((0,), 1440, 60), Stretch((0,), 0, 1441), Stretch((0,), 0, 0)],
    ids=["no day", "an eighth day", "starts after the day", "ends after the day", "ends at minute 0"],
)
def test_a_stretch_that_cannot_be_is_refused_by_name(stretch: Stretch) -> None:
    with pytest.raises(Fault, match="rule r: schedule"):
        check_schedule([stretch], "rule r: schedule")
