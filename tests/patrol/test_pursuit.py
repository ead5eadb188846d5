"""Pursuit on small towns where every figure is known: a street at 10 m/s by car and 1 m/s on foot."""

import pytest

from kernel.geo import LatLon, distance_m
from patrol.pursuit import HURRY, Chaser, blocks, flight, passes
from patrol.roads.network import Profile
from patrol.roads.search import RoadGraph
from patrol.unit import UnitKind
from tests.patrol.roads.town import STREET, place, town

FAST = 10 * HURRY[Profile.CAR]

# A street east with a side street at 1300 m and one at 2600 m, where the ways part: a fork with three ends behind it.
FORK = town(
    [
        (STREET, [(-3000, 0), (0, 0), (1300, 0), (2600, 0), (9000, 0)]),
        (STREET, [(1300, 0), (1300, 50)]),
        (STREET, [(2600, -9000), (2600, 0), (2600, 3900), (2600, 9000)]),
        (STREET, [(2600, 3900), (3900, 3900)]),
    ]
)
CAR = RoadGraph(FORK, Profile.CAR)


def chaser(name: str, east: float, north: float) -> tuple[Chaser, RoadGraph]:
    return Chaser(name, name, UnitKind.CAR, place(east, north)), CAR


def test_he_comes_past_a_place_when_his_hurry_brings_him_there() -> None:
    fled = flight(CAR, place(0, 0), 900)
    assert fled is not None
    past = passes(fled, [place(2000, 20), place(650, 0), place(-1300, 0), place(700, 500)])
    assert past[:3] == pytest.approx([2000 / FAST, 650 / FAST, 1300 / FAST], abs=0.1)
    assert past[3] is None  # no road beside it


def test_somebody_on_foot_runs_at_twice_a_walk() -> None:
    fled = flight(RoadGraph(FORK, Profile.FOOT), place(100, 0), 900)
    assert fled is not None
    assert passes(fled, [place(500, 0), place(-400, 0)]) == pytest.approx([200, 250], abs=0.5)


def test_no_road_near_means_that_nothing_can_be_said() -> None:
    assert flight(CAR, LatLon(10, 10), 900) is None


def test_the_crossing_that_closes_most_ways_and_is_reached_first_is_offered() -> None:
    fled = flight(CAR, place(0, 0), 1200)
    assert fled is not None
    found = blocks(fled, 10.0, [chaser("P-3", 2600, -1000)])
    assert [block.callsign for block in found] == ["P-3"]
    best = found[0]
    assert distance_m(best.position, place(2600, 0)) < 1
    assert best.fugitive_s == pytest.approx(2600 / FAST - 10, abs=0.1)
    assert best.unit_s == pytest.approx(100, abs=0.1)


def test_a_unit_that_comes_later_than_he_is_not_offered() -> None:
    fled = flight(CAR, place(0, 0), 1200)
    assert fled is not None
    late = chaser("P-3", 2600, -2100)  # 210 s to the fork, he needs 200
    assert [distance_m(b.position, place(2600, 0)) < 1 for b in blocks(fled, 10.0, [late])] == []


def test_what_lies_behind_a_taken_crossing_needs_nobody() -> None:
    fled = flight(CAR, place(0, 0), 1200)
    assert fled is not None
    two = [chaser("P-3", 2600, -1000), chaser("P-4", 1300, 50)]
    first = blocks(fled, 10.0, two)
    assert distance_m(first[0].position, place(1300, 0)) < 1
    assert first[0].callsign == "P-4"  # it closes the fork too
    assert len(first) == 1
    taken = blocks(fled, 10.0, two, [place(1300, 0)])
    assert taken == []


def test_who_has_passed_a_crossing_is_not_stopped_there() -> None:
    fled = flight(CAR, place(0, 0), 1200)
    assert fled is not None
    assert blocks(fled, 2600 / FAST + 1, [chaser("P-4", 1300, 40)]) == []
