"""The town plan: a graph that holds together, houses that stand beside the streets, a map the page can draw."""

import math

import cv2
import numpy as np
import pytest

from console.demo.basemap import basemap
from console.demo.lines import Points
from console.demo.roads import build_roads, joined
from console.demo.town import CARRIAGEWAY_M, build_town, metres_of, place_of


def test_every_corner_can_be_reached_from_every_other_by_car() -> None:
    roads = build_roads()
    start = roads.drivable[0]

    assert all(roads.way(start, corner, by_car=True) is not None for corner in roads.drivable)
    assert all(roads.way(corner, start, by_car=True) is not None for corner in roads.drivable)


def test_one_way_bridge_is_closed_to_cars_from_the_east_and_open_to_walkers() -> None:
    roads = build_roads()
    bridge = next(s for s in build_town().streets if s.name == "Old Bridge")
    west = roads.nearest(*_end(bridge.points[0]), by_car=True)
    east = roads.nearest(*_end(bridge.points[-1]), by_car=True)

    over = [sum(s.line.length for s in roads.way(a, b, car) or []) for a, b, car in _trips(west, east)]

    assert over[0] < 200
    assert over[1] > 400
    assert over[2] < 200


def _end(point: Points) -> tuple[float, float]:
    return float(point[0]), float(point[1])


def _trips(west: int, east: int) -> list[tuple[int, int, bool]]:
    return [(west, east, True), (east, west, True), (east, west, False)]


def test_way_is_a_line_without_gaps() -> None:
    roads = build_roads()
    way = roads.way(roads.drivable[0], roads.drivable[-1], by_car=True)
    assert way

    steps = np.hypot(*np.diff(joined(way), axis=0).T)

    assert steps.max() < 12


def test_no_house_stands_on_a_carriageway() -> None:
    town = build_town()
    for street in town.streets:
        for house in town.houses:
            outline = house.outline.astype(np.float32)
            near = np.hypot(*(street.points - house.outline.mean(axis=0)).T) < 60
            for x, y in street.points[near]:
                gap = -cv2.pointPolygonTest(outline, (float(x), float(y)), measureDist=True)
                assert gap > CARRIAGEWAY_M[street.rank] / 2


def test_town_is_the_same_every_time_and_of_a_town_s_size() -> None:
    houses = build_town().houses
    build_town.cache_clear()

    again = build_town().houses

    assert len(houses) > 750
    assert all(np.array_equal(a.outline, b.outline) for a, b in zip(houses, again, strict=True))


def test_map_has_every_class_with_names_in_two_languages() -> None:
    features = basemap(build_town())["features"]
    assert isinstance(features, list)
    properties = [f["properties"] for f in features if isinstance(f, dict)]
    classes = {p["class"] for p in properties if isinstance(p, dict)}

    assert classes == {"water", "park", "building", "road", "rail", "area", "place"}
    for p in properties:
        assert isinstance(p, dict)
        assert bool(p["name"]) == bool(p["name_zh"])
        assert p["class"] != "road" or p["rank"] in ("main", "street", "path")


@pytest.mark.parametrize(("x", "y"), [(0.0, 0.0), (-745.0, 470.0), (745.0, -540.0)])
def test_place_on_earth_and_back_is_the_same_spot(x: float, y: float) -> None:
    back = metres_of(place_of(x, y))

    assert math.hypot(back[0] - x, back[1] - y) < 0.01
