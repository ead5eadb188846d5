"""How long a sign-in must wait."""

from datetime import UTC, datetime, timedelta

import pytest

from console.auth.throttle import LONGEST_PAUSE, Failures, after_failure, blocked_until

AT = datetime(2026, 1, 1, 8, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("count", "pause_s"),
    [
        pytest.param(4, None, id="the first failures are free"),
        pytest.param(5, 15, id="then a short pause"),
        pytest.param(6, 30, id="which doubles"),
        pytest.param(8, 120, id="and doubles"),
        pytest.param(500, LONGEST_PAUSE.total_seconds(), id="up to a limit"),
    ],
)
def test_pause_grows_with_failures(count: int, pause_s: float | None) -> None:
    until = blocked_until(Failures(count, AT), free=5)

    assert until == (None if pause_s is None else AT + timedelta(seconds=pause_s))


def test_nobody_who_never_failed_waits() -> None:
    assert blocked_until(None, free=5) is None


def test_an_hour_of_peace_starts_the_tally_anew() -> None:
    assert after_failure(Failures(9, AT), AT + timedelta(minutes=59)).count == 10
    assert after_failure(Failures(9, AT), AT + timedelta(minutes=61)).count == 1
