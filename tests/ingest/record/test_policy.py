"""What is recorded when, by the house's wall clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.record.policies import RecordingPolicies
from ingest.record.policy import HouseRetention, Interval, ModeClock, Policy, RecordMode, checked
from kernel.actor import system
from kernel.clock import ManualClock, to_us
from kernel.errors import Fault
from kernel.ids import CameraId
from kernel.sql.database import Database
from kernel.sql.journal import read_after

C, E, OFF = RecordMode.CONTINUOUS, RecordMode.EVENTS, RecordMode.OFF
BERLIN = ZoneInfo("Europe/Berlin")
NIGHT = Policy(E, tuple(Interval(day, 0, 6 * 60, C) for day in range(7)))


@pytest.mark.parametrize(
    ("utc", "mode"),
    [
        pytest.param("2026-01-05T04:59:59", C, id="winter: 05:59:59 in the house"),
        pytest.param("2026-01-05T05:00:00", E, id="winter: 06:00 in the house"),
        pytest.param("2026-07-06T03:59:59", C, id="summer: 05:59:59 in the house"),
        pytest.param("2026-07-06T04:00:00", E, id="summer: 06:00 in the house"),
        pytest.param("2026-01-04T23:00:00", C, id="midnight in the house, the day before in UTC"),
        pytest.param("2026-03-29T01:30:00", C, id="the clocks have just gone forward"),
        pytest.param("2026-10-25T00:30:00", C, id="02:30 for the first time"),
        pytest.param("2026-10-25T01:30:00", C, id="02:30 for the second time"),
    ],
)
def test_schedule_follows_the_houses_wall_clock(utc: str, mode: RecordMode) -> None:
    assert NIGHT.mode_at(datetime.fromisoformat(utc).replace(tzinfo=UTC), BERLIN) is mode


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 5), ("2026-10-25", 7), ("2026-06-10", 6)])
def test_night_is_an_hour_shorter_or_longer_when_the_clocks_change(day: str, hours: int) -> None:
    start = datetime.fromisoformat(f"{day}T00:00:00").replace(tzinfo=BERLIN).astimezone(UTC)
    minutes = [start + timedelta(minutes=minute) for minute in range(12 * 60)]

    assert sum(NIGHT.mode_at(minute, BERLIN) is C for minute in minutes) == hours * 60


def test_neighbouring_intervals_are_joined_and_put_in_order() -> None:
    parts = (Interval(2, 60, 120, E), Interval(0, 0, 60, C), Interval(2, 0, 60, E), Interval(2, 120, 180, OFF))

    assert checked(Policy(C, parts)).schedule == (
        Interval(0, 0, 60, C), Interval(2, 0, 120, E), Interval(2, 120, 180, OFF),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("policy", "says"),
    [
        pytest.param(Policy(schedule=(Interval(7, 0, 60, C),)), "day 0 to 6", id="an eighth day"),
        pytest.param(Policy(schedule=(Interval(0, 60, 60, C),)), "to a later one", id="no length"),
        pytest.param(Policy(schedule=(Interval(0, 0, 1441, C),)), "up to 1440", id="beyond midnight"),
        pytest.param(
            Policy(schedule=(Interval(0, 0, 60, C), Interval(0, 30, 90, E))), "overlap", id="two modes at once"
        ),
        pytest.param(Policy(pre_roll_s=61), "pre-roll", id="pre-roll beyond memory"),
        pytest.param(Policy(post_roll_s=-1), "post-roll", id="negative post-roll"),
    ],
)
def test_policy_that_cannot_be_right_is_refused(policy: Policy, says: str) -> None:
    with pytest.raises(Fault, match=says):
        checked(policy)


@given(st.integers(0, 365 * 86_400), st.sampled_from(["Europe/Berlin", "Asia/Kolkata"]))
def test_asking_packet_by_packet_gives_the_same_as_asking_for_each(second: int, zone_name: str) -> None:
    at, zone = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=second), ZoneInfo(zone_name)
    clock = ModeClock(NIGHT, zone)
    for moment in (at, at + timedelta(seconds=59), at + timedelta(hours=6), at):
        assert clock.mode_at_us(to_us(moment)) is NIGHT.mode_at(moment, zone)


def test_policies_are_kept_and_their_change_is_journalled(database: Database) -> None:
    policies, camera = RecordingPolicies(database, ManualClock()), CameraId("gate")
    assert policies.get(camera) == Policy()
    wanted = Policy(E, (Interval(0, 60, 120, OFF),), 7, 20, 10**12, 3)
    policies.save(camera, wanted, system("test"))
    policies.save_house(HouseRetention(30, 10**13), system("test"))

    assert policies.get(camera) == wanted == policies.all()[camera]
    assert policies.house() == HouseRetention(30, 10**13)
    with database.read() as session:
        assert [(e.kind, e.subject) for e in read_after(session, 0)] == [
            ("recording.changed", "camera:gate"),
            ("retention.changed", "house:retention"),
        ]
