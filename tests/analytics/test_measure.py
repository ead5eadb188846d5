"""Speed, heading and size of tracks, against a camera whose place is known."""

import random
from collections.abc import Iterable
from datetime import timedelta

import pytest

from analytics.detection import ObjectClass
from analytics.ground import fit
from analytics.measure import Measure
from analytics.track import Track
from kernel.geometry import Box
from tests.analytics.scenes import START
from tests.analytics.test_ground import ASPECT, CORNERS, pair, seen

GROUND = fit([pair(*corner) for corner in CORNERS], ASPECT)


def standing(east: float, north: float, t: float, *, tall_m: float = 1.7, seen_t: float | None = None) -> Track:
    foot, head = seen(east, north), seen(east, north, tall_m)
    half = abs(seen(east + 0.25, north).x - foot.x)
    seen_t = t if seen_t is None else seen_t
    return Track(
        id=1,
        box=Box(foot.x - half, head.y, foot.x + half, foot.y),
        foot=foot,
        object_class=ObjectClass.PERSON,
        confidence=0.9,
        class_confidence=0.9,
        since=START,
        seen_at=START + timedelta(seconds=seen_t),
        is_coasting=seen_t < t,
        is_cut=False,
        still_s=0,
        origin=foot,
        path=(foot,),
    )


def measured(ways: Iterable[tuple[float, Track]], measure: Measure | None = None) -> Track:
    measure = measure or Measure(GROUND)
    for t, track in ways:
        (last,) = measure.of([track], START + timedelta(seconds=t))
    return last


@pytest.mark.parametrize(
    ("east_mps", "north_mps", "speed", "heading"),
    [(1.4, 0.0, 1.4, 90), (0.0, 5.0, 5.0, 0), (-3.0, 0.0, 3.0, 270), (1.0, -1.0, 1.414, 135)],
    ids=["walks east", "drives away", "runs west", "walks south-east"],
)
def test_speed_and_heading_are_those_of_the_ground(
    east_mps: float, north_mps: float, speed: float, heading: float
) -> None:
    times = [i / 15 for i in range(20)]

    track = measured((t, standing(east_mps * t, 14 + north_mps * t, t)) for t in times)

    assert track.speed_mps == pytest.approx(speed, rel=0.03)
    assert track.heading_deg is not None
    assert (track.heading_deg - heading + 180) % 360 - 180 == pytest.approx(0, abs=3)


def test_one_leap_of_the_box_is_no_speed() -> None:
    times = [i / 15 for i in range(16)]

    track = measured((t, standing(2.0 if i == 14 else 0.0, 14, t)) for i, t in enumerate(times))

    assert track.speed_mps is not None
    assert track.speed_mps < 0.3
    assert track.heading_deg is None


def test_a_trembling_box_stands() -> None:
    dice = random.Random(4)

    track = measured(
        (i / 15, standing(dice.uniform(-0.05, 0.05), 14 + dice.uniform(-0.1, 0.1), i / 15)) for i in range(16)
    )

    assert track.speed_mps is not None
    assert track.speed_mps < 0.25


def test_size_is_told_in_metres() -> None:
    track = measured([(0.0, standing(1, 14, 0.0, tall_m=1.9))])

    assert track.height_m == pytest.approx(1.9, rel=0.03)
    assert track.width_m == pytest.approx(0.5, rel=0.05)


def test_too_few_moments_tell_no_speed() -> None:
    assert measured((i / 15, standing(i / 15, 14, i / 15)) for i in range(5)).speed_mps is None


def test_coasting_for_too_long_tells_nothing_but_a_place() -> None:
    measure = Measure(GROUND)
    measured(((i / 15, standing(i / 15, 14, i / 15)) for i in range(16)), measure)

    short = measured([(1.3, standing(1.3, 14, 1.3, seen_t=1.0))], measure)
    long = measured([(1.7, standing(1.7, 14, 1.7, seen_t=1.0))], measure)

    assert short.speed_mps == pytest.approx(1.0, rel=0.05)
    assert (long.speed_mps, long.heading_deg, long.height_m, long.width_m) == (None, None, None, None)
    assert long.position is not None


def test_too_far_off_no_speed_is_invented() -> None:
    track = measured((i / 15, standing(0, 200, i / 15)) for i in range(16))

    assert track.position is not None
    assert track.speed_mps is None


def test_without_calibration_nothing_is_measured() -> None:
    track = measured([(0.0, standing(1, 14, 0.0))], Measure(None))

    assert (track.position, track.speed_mps, track.height_m) == (None, None, None)
