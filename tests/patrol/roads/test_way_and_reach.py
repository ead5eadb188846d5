"""The line of a way and the outline of what is within reach."""

import numpy as np
import pytest
import shapely

from kernel.geo import LatLon
from patrol.roads.network import Profile
from patrol.roads.reach import Rings, reach
from patrol.roads.search import RoadGraph
from patrol.roads.way import find_way
from tests.patrol.roads.town import ONE_WAY, PLANE, STREET, grid, place, town

CORNER = town([(STREET, [(0, 0), (400, 0), (400, 300)]), (STREET, [(400, 0), (900, 0)])])


def test_a_way_follows_the_streets_from_unit_to_place() -> None:
    way = find_way(RoadGraph(CORNER, Profile.CAR), place(100, 10), place(395, 250))
    assert way is not None
    corners = [PLANE.metres(p) for p in way.line]
    assert np.allclose(corners, [(100, 0), (400, 0), (400, 250)], atol=0.5)
    assert way.length_m == pytest.approx(550, abs=1)
    assert way.seconds == pytest.approx(55, abs=0.2)


def test_a_way_on_one_stretch_needs_no_corner() -> None:
    way = find_way(RoadGraph(CORNER, Profile.CAR), place(850, 0), place(450, 0))
    assert way is not None
    assert [PLANE.metres(p)[0] for p in way.line] == pytest.approx([850, 450], abs=0.5)


def test_a_way_is_as_long_as_the_ranking_says_wherever_it_leads() -> None:
    graph = RoadGraph(grid(9), Profile.CAR)
    for i in range(30):
        start, end = place(37 * i % 790, 53 * i % 780), place(91 * i % 770, 17 * i % 760)
        way = find_way(graph, start, end)
        told = float(graph.seconds_to(graph.snapped([start]), graph.snapped([end]), 3600)[0])
        assert way is not None
        assert way.seconds == pytest.approx(told, abs=0.01)
        assert way.length_m == pytest.approx(way.seconds * 10, abs=2)


def test_no_way_leads_where_no_road_is() -> None:
    graph = RoadGraph(CORNER, Profile.CAR)
    assert find_way(graph, place(0, 0), place(0, 3000)) is None
    apart = town([(STREET, [(0, 0), (900, 0)]), (STREET, [(0, 3000), (900, 3000)])])
    assert find_way(RoadGraph(apart, Profile.CAR), place(100, 0), place(100, 3000)) is None


def covers(polygons: list[Rings], where: LatLon) -> bool:
    shapes = [shapely.Polygon([(p.lon, p.lat) for p in rings[0]]) for rings in polygons]
    return any(shape.covers(shapely.Point(where.lon, where.lat)) for shape in shapes)


def test_reach_ends_where_the_time_does() -> None:
    long = town([(STREET, [(-9000, 0), (0, 0), (9000, 0)])])
    found = reach(RoadGraph(long, Profile.CAR), place(100, 0), [60, 180])
    assert found is not None
    minute, three = found
    assert all(covers(minute, place(east, 0)) for east in (-490, 0, 690))
    assert not any(covers(minute, place(east, 0)) for east in (-600, 810))
    assert covers(three, place(1890, 0))
    assert not covers(three, place(2010, 0))


def test_reach_goes_down_a_one_way_street_and_not_up() -> None:
    ring = town(
        [(ONE_WAY, [(-3000, 0), (0, 0), (3000, 0)]), (STREET, [(3000, 0), (3000, 4000), (-3000, 4000), (-3000, 0)])]
    )
    found = reach(RoadGraph(ring, Profile.CAR), place(0, 0), [60])
    assert found is not None
    assert covers(found[0], place(500, 0))
    assert not covers(found[0], place(-200, 0))


def test_a_block_of_houses_too_large_to_be_reached_from_its_streets_is_a_hole() -> None:
    square = town([(STREET, [(0, 0), (800, 0), (800, 800), (0, 800), (0, 0)]), (STREET, [(0, 0), (-50, 0)])])
    found = reach(RoadGraph(square, Profile.CAR), place(0, 0), [600])
    assert found is not None
    assert [len(rings) for rings in found[0]] == [2]


def test_nobody_reaches_anything_from_off_the_map() -> None:
    assert reach(RoadGraph(CORNER, Profile.CAR), place(0, 5000), [60]) is None
