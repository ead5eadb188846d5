"""The cameras' pinhole projection and what is told of it."""

import math

import numpy as np
import pytest

from analytics.scene import check, scene_from_data
from console.demo.cameras import Site, sites
from console.demo.lens import HEIGHT_PX, WIDTH_PX, calibration
from console.demo.lines import inside
from console.demo.plan import bend_point
from console.demo.scenes import outline, scene_body
from console.demo.town import place_of
from kernel.geo import distance_m
from kernel.geometry import Point, contains

ALL = [pytest.param(site, id=site.key) for site in sites()]


@pytest.mark.parametrize("site", ALL)
def test_ground_in_view_comes_back_from_the_picture_within_a_hand(site: Site) -> None:
    chance = np.random.default_rng(1)
    checked = 0
    for x, y in chance.uniform(-70, 70, (400, 2)) + np.array([site.lens.x, site.lens.y]):
        spot = site.lens.picture(float(x), float(y))
        if spot is not None and site.lens.sees(float(x), float(y), 60):
            back = site.lens.ground(*spot)
            assert back is not None
            assert math.hypot(back[0] - x, back[1] - y) < 0.3
            checked += 1
    assert checked > 20


@pytest.mark.parametrize("site", ALL)
def test_calibration_pairs_put_guarded_ground_where_it_is(site: Site) -> None:
    pairs = calibration(site.lens)
    plane = scene_from_data(scene_body(site)).ground(WIDTH_PX / HEIGHT_PX)

    assert len(pairs) >= 6
    assert plane is not None
    for guard in site.guards:
        for corner in guard.corners:
            spot = site.lens.picture(*bend_point(*corner))
            if spot is not None and site.lens.sees(*bend_point(*corner)):
                found = plane.place_of(Point(*spot))
                assert found is not None
                assert distance_m(found, place_of(*bend_point(*corner))) < 0.3


@pytest.mark.parametrize("site", ALL)
def test_zone_in_the_picture_is_the_zone_on_the_ground(site: Site) -> None:
    for guard in (g for g in site.guards if g.kind != "line_crossing"):
        polygon = [Point(*spot) for spot in outline(site.lens, guard)]
        ground = np.array([bend_point(*corner) for corner in guard.corners])
        for u, v in np.random.default_rng(2).uniform(0.01, 0.99, (500, 2)):
            spot = site.lens.ground(u, v)
            if spot is not None:
                assert contains(polygon, Point(u, v)) == inside(ground, *spot)


@pytest.mark.parametrize("site", ALL)
def test_guards_lie_in_the_picture(site: Site) -> None:
    for guard in site.guards:
        inside = [site.lens.sees(*bend_point(*corner), within_m=60) for corner in guard.corners]
        assert sum(inside) >= 2


def test_scene_of_every_camera_is_one_that_the_product_takes() -> None:
    for site in sites():
        scene = scene_from_data(scene_body(site))
        assert {rule.id for rule in scene.rules} == {guard.id for guard in site.guards}
        check(scene)
