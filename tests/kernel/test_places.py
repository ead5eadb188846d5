"""Geometry in the picture and on the earth, ids and clocks."""

from datetime import UTC, datetime, timedelta

import pytest

from kernel.clock import ManualClock, from_us, to_us
from kernel.geo import LatLon, LocalPlane, bearing_deg, destination, distance_m
from kernel.geometry import Box, Point, contains, iou, polygon_area, segments_cross, side
from kernel.ids import new_id, slug

SQUARE = (Point(0.2, 0.2), Point(0.8, 0.2), Point(0.8, 0.8), Point(0.2, 0.8))
HOOK = (Point(0, 0), Point(1, 0), Point(1, 1), Point(0.6, 1), Point(0.6, 0.4), Point(0, 0.4))


@pytest.mark.parametrize(
    ("polygon", "point", "inside"),
    [
        pytest.param(SQUARE, Point(0.5, 0.5), True, id="middle"),
        pytest.param(SQUARE, Point(0.1, 0.5), False, id="left of it"),
        pytest.param(HOOK, Point(0.8, 0.9), True, id="the hook's foot"),
        pytest.param(HOOK, Point(0.3, 0.9), False, id="under the hook's arm"),
        pytest.param(SQUARE[:2], Point(0.5, 0.2), False, id="two corners hold nothing"),
    ],
)
def test_point_in_polygon(polygon: tuple[Point, ...], point: Point, inside: bool) -> None:
    assert contains(polygon, point) is inside


def test_overlap_of_boxes() -> None:
    a = Box(0, 0, 0.4, 0.4)

    assert iou(a, a) == pytest.approx(1)
    assert iou(a, Box(0.2, 0, 0.6, 0.4)) == pytest.approx(1 / 3)
    assert iou(a, Box(0.4, 0, 0.8, 0.4)) == 0
    assert iou(Box(0, 0, 0, 1), Box(0, 0, 0, 1)) == 0


def test_right_of_a_line_that_points_up_is_right_in_the_picture() -> None:
    assert side(Point(0.5, 1), Point(0.5, 0), Point(0.9, 0.5)) > 0


def test_touching_is_not_crossing() -> None:
    a, b = Point(0, 0), Point(1, 1)

    assert segments_cross(a, b, Point(0, 1), Point(1, 0))
    assert not segments_cross(a, b, Point(1, 1), Point(2, 0))


def test_area_by_shoelace() -> None:
    assert polygon_area(SQUARE) == pytest.approx(0.36)


def test_known_distance_and_bearing() -> None:
    vaduz, zurich = LatLon(47.141, 9.521), LatLon(47.3769, 8.5417)

    assert distance_m(vaduz, zurich) == pytest.approx(78_500, rel=0.01)
    assert bearing_deg(vaduz, zurich) == pytest.approx(289.8, abs=0.5)


def test_plane_and_back_is_the_same_place() -> None:
    plane = LocalPlane(LatLon(54.02, 7.6))
    place = plane.place(812.5, -340.25)

    assert plane.metres(place) == pytest.approx((812.5, -340.25), abs=1e-6)
    assert distance_m(plane.origin, place) == pytest.approx((812.5**2 + 340.25**2) ** 0.5, rel=1e-4)
    assert bearing_deg(plane.origin, destination(plane.origin, 123, 500)) == pytest.approx(123, abs=0.01)


def test_place_off_the_earth_is_refused() -> None:
    with pytest.raises(ValueError, match="not a place"):
        LatLon(91, 0)


def test_ids_sort_by_age_and_do_not_repeat() -> None:
    clock, ids = ManualClock(), []
    for _ in range(50):
        ids.append(new_id("evt", clock.now()))
        clock.advance(0.001)

    assert ids == sorted(ids)
    assert len(set(ids)) == 50
    assert all(len(each) == 22 for each in ids)


def test_ids_of_the_same_instant_keep_their_order() -> None:
    at = ManualClock().now()
    ids = [new_id("ord", at) for _ in range(200)]

    assert ids == sorted(ids)
    assert len(set(ids)) == 200


@pytest.mark.parametrize(
    ("text", "result"), [("Gate 3 (north)", "gate-3-north"), ("大门", ""), ("--a--", "a"), ("x" * 50, "x" * 40)]
)
def test_readable_ids(text: str, result: str) -> None:
    assert slug(text) == result


def test_microseconds_and_back() -> None:
    at = datetime(2026, 10, 25, 0, 59, 59, 999_999, tzinfo=UTC)

    assert from_us(to_us(at)) == at
    with pytest.raises(ValueError, match="without a zone"):
        to_us(at.replace(tzinfo=None))


def test_wall_clock_may_step_back_the_other_never_does() -> None:
    clock = ManualClock()
    start = clock.now()
    clock.advance(10)
    clock.step(-3600)

    assert clock.now() - start == timedelta(seconds=10 - 3600)
    assert clock.monotonic() == 10
    with pytest.raises(ValueError, match="does not go back"):
        clock.advance(-1)
