"""Stamps against the truth over whole days, with clocks and networks as bad as they come."""

from dataclasses import dataclass, replace
from itertools import pairwise

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ingest.timeline import Timeline
from tests.ingest.day import START_S, Day, between, heard

WITH_REPORTS_S, WITHOUT_S = 0.1, 0.3
SETTLED_S = 60.0
NASTY = Day(
    fps=0.5,
    stalls=tuple((600.0 * n + 7, 3.0) for n in range(1, 150)),
    pauses=((5_000, 45), (40_000, 1_200)),
    jitter_s=0.02,
)


@dataclass(frozen=True, slots=True)
class Placed:
    """Where one unit was placed: seconds from the day's start, and how far from the truth."""

    taken_s: float
    at_s: float
    error_s: float
    dts_us: int


def lived(day: Day, timeline: Timeline | None = None) -> list[Placed]:
    """The stamps of the day; checks that they rise."""
    timeline = timeline or Timeline()
    placed = []
    for item in heard(day):
        stamp = timeline.stamp(item.unit, item.wall_us, item.steady_us)
        at_s = stamp.at_us / 1e6 - START_S
        placed.append(Placed(item.taken_s, at_s, at_s - item.taken_s, stamp.dts_us))
    assert all(a.dts_us < b.dts_us for a, b in pairwise(placed))
    return placed


def worst(placed: list[Placed], first_s: float = SETTLED_S, last_s: float = 1e9) -> float:
    return max(abs(one.error_s) for one in placed if first_s <= one.taken_s < last_s)


@pytest.mark.parametrize(("reports", "drift_ppm"), [(True, 100.0), (False, -100.0)], ids=["with reports", "without"])
def test_drifting_camera_on_a_bad_network_stays_in_its_bound_for_26_hours(reports: bool, drift_ppm: float) -> None:
    day = replace(NASTY, drift_ppm=drift_ppm)
    placed = lived(day if reports else day.without_reports())

    assert worst(placed) < (WITH_REPORTS_S if reports else WITHOUT_S)
    hours = [[one.error_s for one in placed if hour * 3600 <= one.taken_s < (hour + 1) * 3600] for hour in (1, 25)]
    early, late = (sum(hour) / len(hour) for hour in hours)
    assert abs(early - late) < 0.01


@pytest.mark.parametrize("step_s", [-30.0, 30.0])
def test_step_of_the_cameras_clock_does_not_move_the_footage(step_s: float) -> None:
    timeline = Timeline()
    placed = lived(Day(8_000, camera_clock=between(3_000, 6_000, step_s), drift_ppm=50), timeline)

    assert worst(placed) < WITH_REPORTS_S
    assert timeline.trusts_sender
    assert timeline.jumps == 0


@pytest.mark.parametrize("step_s", [-30.0, 30.0])
def test_step_of_our_clock_for_five_minutes_does_not_move_footage_whose_camera_knows_the_time(step_s: float) -> None:
    placed = lived(Day(8_000, house_clock=between(3_000, 3_300, step_s), drift_ppm=50))

    assert worst(placed) < WITH_REPORTS_S


@pytest.mark.parametrize("step_s", [-30.0, 30.0])
@pytest.mark.parametrize("reports", [True, False], ids=["with reports", "without"])
def test_step_of_our_clock_that_stays_is_followed_in_the_end(step_s: float, reports: bool) -> None:
    day = Day(8_000, house_clock=between(3_000, 1e9, step_s))
    timeline = Timeline()
    placed = lived(day if reports else day.without_reports(), timeline)

    settled_s = 3_000 + (600 if reports else 0) + (90 if step_s < 0 else 15)
    assert max(abs(one.error_s - step_s) for one in placed if one.taken_s > settled_s) < WITHOUT_S
    assert timeline.jumps == 1
    assert timeline.trusts_sender is False


def test_camera_that_was_set_together_with_us_is_believed_again() -> None:
    shift = between(3_000, 1e9, 30.0)
    timeline = Timeline()
    placed = lived(Day(5_000, house_clock=shift, camera_clock=between(3_100, 1e9, 30.0)), timeline)

    assert timeline.trusts_sender
    assert max(abs(one.error_s - 30) for one in placed if one.taken_s > 3_300) < WITH_REPORTS_S


@pytest.mark.parametrize("reports", [True, False], ids=["with reports", "without"])
def test_reboot_into_1970_is_no_more_than_a_jump_of_the_stream(reports: bool) -> None:
    day = Day(8_000, camera_clock=between(3_000, 3_090, -START_S), reboots=(3_000,), pauses=((2_990, 40),))
    timeline = Timeline()
    placed = lived(day if reports else day.without_reports(), timeline)

    assert worst(placed) < WITHOUT_S
    assert worst(placed, 4_000) < (WITH_REPORTS_S if reports else WITHOUT_S)
    assert timeline.jumps == 1


def test_clock_that_is_hours_wrong_is_told_and_otherwise_ignored() -> None:
    timeline = Timeline()
    placed = lived(Day(3_600, camera_clock=between(0, 1e9, -7_200.0)), timeline)

    assert worst(placed) < WITHOUT_S
    assert timeline.trusts_sender is False
    assert timeline.clock_offset_s == pytest.approx(-7_200, abs=0.2)


def test_camera_without_reports_has_no_clock_to_be_wrong() -> None:
    timeline = Timeline()
    lived(Day(60).without_reports(), timeline)

    assert timeline.clock_offset_s is None


def test_reports_that_begin_and_end_leave_no_step_in_the_stamps() -> None:
    day = Day(3_600, fps=5, has_reports=lambda at_s: 600 <= at_s < 1_800, camera_clock=between(0, 1e9, 0.8))
    day = replace(day, drift_ppm=100)
    placed = lived(day)

    steps = [(b.at_s - a.at_s) / (b.taken_s - a.taken_s) for a, b in pairwise(placed) if a.taken_s > SETTLED_S]
    assert min(steps) > 0.97
    assert max(steps) < 1.03
    assert worst(placed, 900, 1_800) == pytest.approx(0.8, abs=WITH_REPORTS_S)
    assert worst(placed, 2_400) < WITHOUT_S


def test_network_that_trembles_does_not_show_once_reports_are_there() -> None:
    day = Day(1_800, fps=25, jitter_s=0.1, stalls=tuple((100.0 * n, 1.5) for n in range(1, 18)), report_error_s=0.0)
    placed = lived(day)

    steps = [b.at_s - a.at_s for a, b in pairwise(placed) if a.taken_s > SETTLED_S]
    assert max(abs(step - 0.04) for step in steps) < 0.001


def test_wrap_of_the_stamps_leaves_no_trace_even_behind_a_pause() -> None:
    wrap_s = (1 << 32) / 90_000
    for seed in range(2):
        day = Day(60_000, fps=0.5, seed=seed, pauses=tuple((n * wrap_s / 40, 300) for n in range(1, 50)))
        timeline = Timeline()
        assert worst(lived(day.without_reports(), timeline)) < WITHOUT_S
        assert timeline.jumps == 0


@dataclass(frozen=True, slots=True)
class Misfortune:
    """What may go wrong within forty minutes."""

    drift_ppm: float
    jitter_s: float
    stall_s: float
    pause_s: float
    step_s: float
    is_ours: bool  # the clock that steps


# Shrinking would live through hundreds of further hours.
@settings(max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate])
@given(
    st.builds(
        Misfortune,
        drift_ppm=st.floats(-150, 150),
        jitter_s=st.floats(0.001, 0.08),
        stall_s=st.floats(0, 4),
        pause_s=st.floats(0, 250),
        step_s=st.sampled_from([-90, -30, -5, 5, 30, 90, 3600]),
        is_ours=st.booleans(),
    ),
    st.integers(0, 1000),
)
def test_with_reports_any_mixture_of_misfortune_stays_in_the_bound(bad: Misfortune, seed: int) -> None:
    step, none = between(900, 1_400, bad.step_s), between(0, 0, 0)
    day = Day(
        2_400,
        fps=2,
        drift_ppm=bad.drift_ppm,
        jitter_s=bad.jitter_s,
        stalls=((300, bad.stall_s), (1_000, bad.stall_s)),
        pauses=((600, bad.pause_s),),
        seed=seed,
        camera_clock=none if bad.is_ours else step,
        house_clock=step if bad.is_ours else none,
    )
    placed = lived(day)

    assert worst(placed, 120) < (WITH_REPORTS_S if bad.is_ours else WITHOUT_S)


def test_playlist_is_stamped_by_its_own_times_though_it_comes_seconds_late() -> None:
    timeline = Timeline(lag_us=60_000_000)
    placed = [
        (timeline.stamp(item.unit, item.wall_us + 6_000_000, item.steady_us + 6_000_000).at_us, item.taken_s)
        for item in heard(Day(600, report_every_s=2))
    ]

    assert max(abs(at_us / 1e6 - START_S - taken_s) for at_us, taken_s in placed) < WITH_REPORTS_S
    assert timeline.clock_offset_s == 0
