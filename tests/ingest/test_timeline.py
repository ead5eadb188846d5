"""Where packets land in UTC, whatever the camera's clock does."""

from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.packet import Unit
from ingest.timeline import DecodeOrder, Stamp, Timeline

START = 1_790_000_000_000_000
STEP = 40_000


def unit(pts_us: int | None, dts_us: int | None = None, is_keyframe: bool = False) -> Unit:
    return Unit(pts_us, dts_us, 0, is_keyframe, b"")


def run(timeline: Timeline, pts: Sequence[int | None], arrivals: Sequence[int]) -> list[Stamp]:
    return [timeline.stamp(unit(p), a) for p, a in zip(pts, arrivals, strict=True)]


def even(count: int, step: float = STEP, start: int = 0) -> list[int]:
    return [start + round(i * step) for i in range(count)]


def test_even_stream_is_stamped_as_it_arrives() -> None:
    stamps = run(Timeline(), even(100, start=777), even(100, start=START))

    assert [stamp.at_us for stamp in stamps] == even(100, start=START)


def test_network_jitter_is_smoothed_away() -> None:
    late = [(i * 7919 % 5) * 6_000 for i in range(500)]
    arrivals = [START + i * STEP + extra for i, extra in enumerate(late)]
    stamps = run(Timeline(), even(500), arrivals)

    steps = [b.at_us - a.at_us for a, b in pairwise(stamps[100:])]
    assert max(abs(step - STEP) for step in steps) < 1_000


def test_first_packets_without_pts_are_placed_by_arrival() -> None:
    pts: list[int | None] = [None, None, *even(50)]
    stamps = run(Timeline(), pts, even(52, start=START))

    assert stamps[0].at_us == START
    assert stamps[1].at_us == START + STEP
    assert abs(stamps[-1].at_us - (START + 51 * STEP)) < 2_000


@pytest.mark.parametrize("bits", [32, 33])
def test_wrap_of_the_clock_leaves_no_trace(bits: int) -> None:
    wrap_us = (1 << bits) * 1_000_000 // 90_000
    first = wrap_us - 10 * STEP
    pts = [(first + i * STEP) % wrap_us for i in range(40)]
    timeline = Timeline()
    stamps = run(timeline, pts, even(40, start=START))

    assert max(abs(stamp.at_us - START - i * STEP) for i, stamp in enumerate(stamps)) <= 2
    assert timeline.jumps == 0


@pytest.mark.parametrize("jump_us", [3_600_000_000, -3_600_000_000, 20_000_000], ids=["ahead", "back", "20 s ahead"])
def test_jump_of_the_clock_is_taken_up_at_once(jump_us: int) -> None:
    pts = even(20, start=10**10) + even(20, start=10**10 + 20 * STEP + jump_us)
    timeline = Timeline()
    stamps = run(timeline, pts, even(40, start=START))

    assert max(abs(stamp.at_us - START - i * STEP) for i, stamp in enumerate(stamps)) <= STEP
    assert timeline.jumps == 1


@pytest.mark.parametrize("rate", [1.0011, 0.9989], ids=["clock 16 s fast in 4 h", "clock 16 s slow in 4 h"])
def test_drifting_clock_is_followed_for_hours(rate: float) -> None:
    timeline = Timeline()
    worst = 0
    for i in range(4 * 3600):
        arrival = START + i * 1_000_000
        stamp = timeline.stamp(unit(round(i * 1_000_000 * rate)), arrival)
        worst = max(worst, abs(stamp.at_us - arrival))

    assert worst < 20_000


def test_burst_after_a_stall_keeps_the_distances_of_the_camera() -> None:
    arrivals = even(100, start=START) + [START + 100 * STEP + 4_000_000 + i * 1_000 for i in range(100)]
    stamps = run(Timeline(), even(200), arrivals)

    assert abs(stamps[-1].at_us - stamps[99].at_us - 100 * STEP) < 20_000


def test_clock_that_lost_time_for_good_is_moved_once() -> None:
    arrivals = even(100, start=START) + even(500, start=START + 100 * STEP + 30_000_000)
    timeline = Timeline()
    stamps = run(timeline, even(600), arrivals)

    assert timeline.jumps == 1
    assert abs(stamps[-1].at_us - arrivals[-1]) < 50_000


def test_wall_clock_set_back_slows_time_but_never_turns_it() -> None:
    arrivals = even(50, start=START) + even(500, start=START + 50 * STEP - 5_000_000)
    stamps = run(Timeline(), even(550), arrivals)

    dts = [stamp.dts_us for stamp in stamps]
    assert all(a < b for a, b in pairwise(dts))
    assert abs(stamps[-1].at_us - arrivals[-1]) < 50_000


def test_reordered_pictures_get_rising_decoding_times() -> None:
    order = DecodeOrder()
    group = [0, 4, 1, 2, 3, 8, 5, 6, 7, 9]
    shown = [(10 * turn + place) * STEP for turn in range(5) for place in group]
    dts = [order.push(pts) for pts in shown]

    assert order.depth == 1
    assert dts[4:] == sorted(dts[4:])
    assert all(d <= p for d, p in zip(dts, shown, strict=True))


def test_given_decoding_times_are_used_and_keyframes_shown_on_arrival() -> None:
    timeline = Timeline()
    units = [unit(STEP, 0, is_keyframe=True), unit(5 * STEP, STEP), unit(2 * STEP, 2 * STEP)]
    stamps = [timeline.stamp(part, START + i * STEP) for i, part in enumerate(units)]

    assert [stamp.at_us - START for stamp in stamps] == [0, 4 * STEP, STEP]
    assert [stamp.dts_us - START for stamp in stamps] == [-STEP, 0, STEP]


@given(
    st.lists(st.one_of(st.none(), st.integers(-(2**40), 2**40)), min_size=1, max_size=60),
    st.lists(st.integers(0, 2**42), min_size=60, max_size=60),
)
def test_decoding_times_always_rise(pts: list[int | None], arrivals: list[int]) -> None:
    stamps = run(Timeline(), pts, [START + arrival for arrival in arrivals[: len(pts)]])

    dts = [stamp.dts_us for stamp in stamps]
    assert all(a < b for a, b in pairwise(dts))


def test_first_stamp_that_is_used_may_lie_before_those_that_are_not() -> None:
    timeline = Timeline()
    for pts, place in ((4, 0), (1, 1), (2, 2), (3, 3)):
        timeline.stamp(unit(pts * STEP), START + place * STEP)
    timeline.begin()
    keyframe = timeline.stamp(unit(5 * STEP, is_keyframe=True), START + 4 * STEP)

    assert keyframe.at_us == START + 4 * STEP
