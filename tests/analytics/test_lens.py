"""A lens that bulges: found from the pairs, and reckoned with wherever picture and ground meet."""

import math
from collections.abc import Callable

import numpy as np
import pytest

from analytics.desk.camera_file import parse
from analytics.desk.export import camera_file
from analytics.ground import GroundPlane, PlacePair, fit
from analytics.lens import Lens
from analytics.mapdrawn import tripwire_in_picture, zone_in_picture
from analytics.scene import Scene, check, scene_data, scene_from_data
from analytics.settings import AnalyticsSettings
from analytics.zone import Tripwire, Zone
from kernel.errors import Fault
from kernel.geo import LatLon, LocalPlane, distance_m
from kernel.geometry import Point

ASPECT = 16 / 9
PLANE = LocalPlane(LatLon(48.137, 11.575))
UP_M, FOCAL, TILT = 6.0, 0.55, math.radians(35)
SPOTS = [(-4.0, 2.0), (5.0, 2.5), (-12.0, 9.0), (12.0, 9.0), (0.0, 6.0), (-3.0, 14.0), (7.0, 16.0), (-16.0, 18.0)]
UNKNOWN = [(3.0, 8.0), (-6.0, 6.0), (10.0, 13.0), (0.0, 4.0)]

Seen = Callable[[float, float, float], Point]


def camera(bend: Callable[[float, float], tuple[float, float]]) -> Seen:
    """A camera 6 m up that looks north and 35° down; `bend` is what its lens does to (x * aspect, y)."""
    turn = np.array([[1, 0, 0], [0, -math.sin(TILT), -math.cos(TILT)], [0, math.cos(TILT), -math.sin(TILT)]])

    def seen(east: float, north: float, up: float = 0.0) -> Point:
        x, y, z = turn @ np.array([east, north, up - UP_M])
        across, down = bend(FOCAL * x / z + ASPECT / 2, FOCAL * y / z + 0.5)
        return Point(across / ASPECT, down)

    return seen


def divided(k1: float) -> Seen:
    lens = Lens(k1, ASPECT)

    def bend(x: float, y: float) -> tuple[float, float]:
        ((across, down),) = lens.bent(np.array([(x, y)]))
        return float(across), float(down)

    return camera(bend)


def fisheye(x: float, y: float) -> tuple[float, float]:
    """Equidistant: as far from the middle as the angle. Another law than the model's."""
    across, down = x - ASPECT / 2, y - 0.5
    far = math.hypot(across, down)
    by = FOCAL * math.atan(far / FOCAL) / far if far else 1.0
    return across * by + ASPECT / 2, down * by + 0.5


def pairs(seen: Seen, noise: float = 0.0, spots: list[tuple[float, float]] = SPOTS) -> list[PlacePair]:
    draw = np.random.default_rng(5)
    return [
        PlacePair(Point(point.x + draw.normal(0, noise) / ASPECT, point.y + draw.normal(0, noise)), PLANE.place(*spot))
        for spot in spots
        for point in [seen(*spot, 0.0)]
    ]


def farthest_off(ground: GroundPlane, seen: Seen) -> float:
    """Metres, over places that were not paired."""
    places = [(ground.place_of(seen(*spot, 0.0)), PLANE.place(*spot)) for spot in UNKNOWN]
    return max(math.inf if found is None else distance_m(found, place) for found, place in places)


@pytest.mark.parametrize("k1", [-0.05, -0.2, -0.4, 0.1])
def test_the_lens_is_found_exactly_and_places_what_was_not_paired(k1: float) -> None:
    seen = divided(k1)

    ground = fit(pairs(seen), ASPECT)

    assert ground.lens.k1 == pytest.approx(k1, abs=2e-4)
    assert ground.error_m < 0.01
    assert ground.left_out_m is not None
    assert farthest_off(ground, seen) < 0.01
    assert farthest_off(fit(pairs(seen), ASPECT, 0.0), seen) > 0.05


def test_a_wide_angle_lens_of_another_law_is_placed_far_better_than_by_a_straight_one() -> None:
    seen = camera(fisheye)

    bulging, straight = fit(pairs(seen), ASPECT), fit(pairs(seen), ASPECT, 0.0)

    assert bulging.lens.k1 < -0.1
    assert bulging.left_out_m is not None
    assert straight.left_out_m is not None
    assert bulging.left_out_m < straight.left_out_m / 2
    assert farthest_off(bulging, seen) < min(0.4, farthest_off(straight, seen) / 2)


def test_a_straight_lens_stays_straight_with_clicks_a_few_pixels_off() -> None:
    ground = fit(pairs(divided(0.0), noise=0.003), ASPECT)

    assert ground.lens.k1 == 0
    assert ground.left_out_m is not None
    assert ground.left_out_m > ground.error_m > 0.01


def test_a_bulging_lens_is_found_with_clicks_a_pixel_off() -> None:
    seen = divided(-0.25)
    more = [*SPOTS, (2.0, 11.0), (-7.0, 13.0), (4.0, 20.0), (11.0, 12.0)]

    ground = fit(pairs(seen, noise=0.001, spots=more), ASPECT)

    assert ground.lens.k1 == pytest.approx(-0.25, abs=0.04)


def test_five_pairs_say_nothing_of_the_lens() -> None:
    five = pairs(divided(-0.3))[:5]

    assert fit(five, ASPECT).lens.k1 == 0
    assert fit(five[:4], ASPECT).left_out_m is None
    assert fit(five, ASPECT, -0.3).error_m < 0.01


def test_bending_undoes_straightening() -> None:
    points = np.array([(0.0, 0.0), (ASPECT, 1.0), (0.3, 0.8), (ASPECT / 2, 0.5)])
    for k1 in (-0.7, -0.1, 0.0, 0.3):
        lens = Lens(k1, ASPECT)
        assert lens.bent(lens.straight(points)) == pytest.approx(points)
        assert [lens.straight_one(*point) for point in points] == pytest.approx(lens.straight(points))


def test_a_person_is_as_tall_as_the_lens_shows() -> None:
    seen = divided(-0.3)
    foot, head = seen(4.0, 7.0, 0.0), seen(4.0, 7.0, 1.7)

    shown = fit(pairs(seen), ASPECT).person_height(foot)

    assert shown == pytest.approx(foot.y - head.y, rel=0.02)


def test_the_ground_that_is_seen_reaches_to_the_corners_of_the_picture() -> None:
    seen = divided(-0.3)
    ground = fit(pairs(seen), ASPECT)

    view = ground.ground_view()

    corner = ground.place_of(Point(0.0, 1.0))
    assert corner is not None
    assert min(distance_m(corner, place) for place in view) < 0.01


def test_a_zone_of_the_map_bends_with_the_lens() -> None:
    seen = divided(-0.3)
    ground = fit(pairs(seen), ASPECT)
    corners = [(-5.0, 5.0), (5.0, 5.0), (5.0, 12.0), (-5.0, 12.0)]

    zone = zone_in_picture(Zone("z", "Z", (), tuple(PLANE.place(*one) for one in corners)), ground)

    middle_of_near_side = seen(0.0, 5.0, 0.0)
    assert min(math.dist((p.x, p.y), (middle_of_near_side.x, middle_of_near_side.y)) for p in zone.polygon) < 1e-3
    straight_middle = (seen(-5.0, 5.0, 0.0).y + seen(5.0, 5.0, 0.0).y) / 2
    assert abs(middle_of_near_side.y - straight_middle) > 0.004


def test_a_tripwire_of_the_map_ends_where_the_lens_shows_its_ends() -> None:
    seen = divided(-0.3)
    places = (PLANE.place(-4.0, 8.0), PLANE.place(4.0, 8.0))

    wire = tripwire_in_picture(Tripwire("w", "W", Point(0, 0), Point(1, 1), places), fit(pairs(seen), ASPECT))

    for end, east in ((wire.start, -4.0), (wire.end, 4.0)):
        assert (end.x, end.y) == pytest.approx((seen(east, 8.0, 0.0).x, seen(east, 8.0, 0.0).y), abs=1e-3)


def test_the_scene_tells_the_lens_and_keeps_one_that_was_given() -> None:
    found = scene_data(Scene(calibration=tuple(pairs(divided(-0.2)))))
    assert found["lens_k1"] is None
    assert found["calibration_lens_k1"] == pytest.approx(-0.2, abs=2e-4)
    assert found["calibration_left_out_m"] == pytest.approx(0.0, abs=0.01)

    given = Scene(calibration=tuple(pairs(divided(-0.2))), lens_k1=0.0)
    assert scene_data(given)["calibration_lens_k1"] == 0
    assert scene_from_data(scene_data(given)) == given
    assert parse(camera_file(given), AnalyticsSettings()).scene == given


def test_an_impossible_lens_is_refused() -> None:
    with pytest.raises(Fault, match=r"lens_k1 -2 is no lens; give -0\.7 to 0\.3"):
        check(Scene(lens_k1=-2.0))
