"""From the picture to the map and back, against a camera whose place is known."""

import math

import numpy as np
import pytest

from analytics.ground import PlacePair, fit
from kernel.errors import Fault
from kernel.geo import LatLon, LocalPlane, distance_m
from kernel.geometry import Point

ASPECT = 16 / 9
ORIGIN = LatLon(48.137, 11.575)
PLANE = LocalPlane(ORIGIN)
CORNERS = ((-4.0, 10.0), (4.0, 10.0), (-6.0, 25.0), (6.0, 25.0))


def seen(east: float, north: float, up: float = 0.0, tilt_deg: float = 25, lens: float = 1.0) -> Point:
    """Where a camera 6 m above the origin that looks north and down sees a point (metres)."""
    tilt = math.radians(tilt_deg)
    turn = np.array([[1, 0, 0], [0, -math.sin(tilt), -math.cos(tilt)], [0, math.cos(tilt), -math.sin(tilt)]])
    x, y, z = turn @ np.array([east, north, up - 6])
    return Point((lens * x / z + ASPECT / 2) / ASPECT, lens * y / z + 0.5)


def pair(east: float, north: float) -> PlacePair:
    return PlacePair(seen(east, north), PLANE.place(east, north))


def test_four_exact_pairs_place_every_other_point() -> None:
    ground = fit([pair(*corner) for corner in CORNERS], ASPECT)

    place = ground.place_of(seen(2, 15))

    assert ground.error_m < 1e-6
    assert place is not None
    assert distance_m(place, PLANE.place(2, 15)) < 0.01


def test_one_bad_pair_among_many_shows_as_error() -> None:
    pairs = [pair(*corner) for corner in (*CORNERS, (0.0, 12.0), (3.0, 20.0))]
    pairs[4] = PlacePair(pairs[4].picture, PLANE.place(3.0, 12.0))

    assert 0.3 < fit(pairs, ASPECT).error_m < 3


def test_nothing_lies_at_or_above_the_horizon() -> None:
    ground = fit([pair(*corner) for corner in CORNERS], ASPECT)
    horizon = seen(0, 1e6).y

    assert ground.place_of(Point(0.5, horizon - 0.05)) is None
    assert ground.place_of(Point(0.5, horizon)) is None


def test_height_of_a_person_is_foretold() -> None:
    ground = fit([pair(*corner) for corner in CORNERS], ASPECT)
    foot, head = seen(2, 15), seen(2, 15, 1.7)

    assert ground.person_height(foot) == pytest.approx(foot.y - head.y, rel=0.01)


def test_ground_view_is_the_picture_on_the_ground_and_never_endless() -> None:
    ground = fit([pair(*corner) for corner in CORNERS], ASPECT)

    view = ground.ground_view()

    assert len(view) > 4
    assert max(distance_m(ORIGIN, place) for place in view) < 400
    nearest = min(PLANE.metres(place)[1] for place in view)
    assert nearest == pytest.approx(PLANE.metres(ground.place_of(Point(0.5, 1.0)) or ORIGIN)[1], abs=0.5)


@pytest.mark.parametrize(
    "corners",
    [
        CORNERS[:3],
        ((-4, 10), (4, 10), (-6, 10), (6, 10)),
        ((-4, 10), (4, 10), (0, 10), (6, 25)),
        ((-4, 10), (4, 10), (4, 10), (6, 25)),
    ],
    ids=["three", "one line", "three of four on a line", "the same twice"],
)
def test_degenerate_pairs_are_refused(corners: tuple[tuple[float, float], ...]) -> None:
    with pytest.raises(Fault, match="calibration"):
        fit([pair(*corner) for corner in corners], ASPECT)


def test_exchanged_places_are_refused() -> None:
    pairs = [pair(*corner) for corner in CORNERS]
    pairs[2:] = [PlacePair(pairs[2].picture, pairs[3].place), PlacePair(pairs[3].picture, pairs[2].place)]

    with pytest.raises(Fault, match="horizon"):
        fit(pairs, ASPECT)
