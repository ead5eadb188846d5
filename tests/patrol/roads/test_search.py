"""Times on the roads, against what can be told by hand and against a search of another make."""

import heapq
from collections import defaultdict

import numpy as np
import pytest
from numpy.typing import NDArray

from kernel.geo import LatLon
from patrol.roads.catchment import Catchment
from patrol.roads.network import Profile, RoadNetwork
from patrol.roads.search import RoadGraph
from tests.patrol.roads.town import FOOTWAY, ONE_WAY, STREET, grid, place, town

LIMIT_S = 3600.0

Metres = NDArray[np.float64]


def seconds(network: RoadNetwork, start: LatLon, end: LatLon, profile: Profile = Profile.CAR) -> float:
    graph = RoadGraph(network, profile)
    return float(graph.seconds_to(graph.snapped([start]), graph.snapped([end]), LIMIT_S)[0])


STRAIGHT = town([(STREET, [(0, 0), (500, 0), (1000, 0)])])
LOOP = town([(ONE_WAY, [(0, 0), (1000, 0)]), (STREET, [(1000, 0), (1000, 300), (0, 300), (0, 0)])])
PARALLEL = town([(STREET, [(0, 0), (0, 400), (1000, 400), (1000, 0)]), (STREET, [(0, 0), (1000, 0)])])
ENDS = [(STREET, [(-200, 0), (0, 0)]), (STREET, [(1000, 0), (1200, 0)])]
BARRIER = town([(STREET, [(-1000, 0), (0, 0), (1000, 0)])], blocked=[(0, 0)])


@pytest.mark.parametrize(
    ("network", "start", "end", "expected_s"),
    [
        pytest.param(STRAIGHT, (0, 0), (1000, 0), 100.0, id="along a street"),
        pytest.param(STRAIGHT, (900, 0), (200, 0), 70.0, id="both on one stretch, against its drawn direction"),
        pytest.param(LOOP, (200, 0), (800, 0), 60.0, id="along a one-way street"),
        pytest.param(LOOP, (800, 0), (200, 0), 20.0 + 160.0 + 20.0, id="against it: all the way round"),
        pytest.param(PARALLEL, (0, 0), (1000, 0), 100.0, id="the shorter of two stretches between the same corners"),
        pytest.param(STRAIGHT, (300, 20), (700, -20), 40.0, id="from and to beside the street"),
    ],
)
def test_a_car_takes_as_long_as_the_roads_say(
    network: RoadNetwork, start: tuple[float, float], end: tuple[float, float], expected_s: float
) -> None:
    assert seconds(network, place(*start), place(*end)) == pytest.approx(expected_s, abs=0.2)


def test_a_barrier_stops_the_car_and_not_the_walker() -> None:
    assert seconds(BARRIER, place(-500, 0), place(500, 0)) == np.inf
    assert seconds(BARRIER, place(-500, 0), place(500, 0), Profile.FOOT) == pytest.approx(1000, abs=1)


def test_a_car_is_put_on_a_street_and_never_on_the_footway_beside_it() -> None:
    network = town([(STREET, [(0, 0), (1000, 0)]), (FOOTWAY, [(0, 30), (1000, 30)]), (STREET, [(0, 0), (0, 200)])])
    by_car, on_foot = (RoadGraph(network, p).snapped([place(500, 28)]) for p in (Profile.CAR, Profile.FOOT))
    assert by_car.off_m[0] == pytest.approx(28, abs=0.1)
    assert on_foot.off_m[0] == pytest.approx(2, abs=0.1)


def test_nothing_is_near_a_place_far_from_all_roads() -> None:
    graph = RoadGraph(STRAIGHT, Profile.CAR)
    far = graph.snapped([place(500, 2000)])
    assert far.edge[0] == -1
    assert graph.seconds_to(far, graph.snapped([place(0, 0)]), LIMIT_S)[0] == np.inf


def test_beyond_the_limit_there_is_no_time() -> None:
    graph = RoadGraph(grid(12), Profile.CAR)
    starts, target = graph.snapped([place(1100, 1050), place(150, 0)]), graph.snapped([place(0, 50)])
    near_only = graph.seconds_to(starts, target, 60.0)
    assert near_only[0] == np.inf
    assert near_only[1] < 60


@pytest.mark.parametrize("step_m", [100.0, 37.0, 15.0])
def test_the_nearest_street_is_found_as_by_looking_at_every_one(step_m: float) -> None:
    network, chance = grid(8, step_m), np.random.default_rng(5)
    graph = RoadGraph(network, Profile.CAR)
    east, north = chance.uniform(-1.5 * step_m, 8.5 * step_m, (2, 400))
    found = graph.snapped([place(e, n) for e, n in zip(east, north, strict=True)])
    lines = np.arange(8) * step_m

    def off(across: Metres, along: Metres) -> Metres:
        beyond = np.maximum(0, np.maximum(-along, along - 7 * step_m))
        return np.asarray(np.hypot(np.abs(across[:, None] - lines).min(axis=1), beyond), np.float64)

    expected = np.minimum(off(east, north), off(north, east))
    assert found.off_m == pytest.approx(expected, abs=0.1)


def test_times_agree_with_a_plain_search_node_by_node() -> None:
    network, chance = grid(9), np.random.default_rng(7)
    graph = RoadGraph(network, Profile.CAR)
    target = graph.snapped([place(331, 400)])
    edge, share = int(target.edge[0]), float(target.share[0])
    arcs = defaultdict[int, list[tuple[int, float]]](list)  # by where they end
    for one in range(network.edges):
        a, b = int(network.edge_from[one]), int(network.edge_to[one])
        arcs[b].append((a, float(network.car_s[one])))
        arcs[a].append((b, float(network.car_back_s[one])))
    best = dict[int, float]()
    ends = (int(network.edge_from[edge]), int(network.edge_to[edge]))
    waiting = [(float(graph.along_s[edge]) * share, ends[0]), (float(graph.against_s[edge]) * (1 - share), ends[1])]
    while waiting:
        so_far, node = heapq.heappop(waiting)
        if node in best or so_far == np.inf:
            continue
        best[node] = so_far
        for other, more in arcs[node]:
            heapq.heappush(waiting, (so_far + more, other))
    field = graph.times_to(target, LIMIT_S)
    for node in chance.choice(network.nodes, 40, replace=False).tolist():
        assert field.seconds[node] == pytest.approx(best.get(node, np.inf), abs=0.01)


def test_a_catchment_answers_as_a_search_does_within_its_limit() -> None:
    graph, chance = RoadGraph(grid(8), Profile.CAR), np.random.default_rng(7)
    starts = graph.snapped([place(e, n) for e, n in chance.uniform(0, 700, (60, 2)).tolist()] + [place(0, 9000)])
    target = graph.snapped([place(333, 200)])
    seconds = graph.seconds_to(starts, target, LIMIT_S)
    assert Catchment(graph, target, LIMIT_S).seconds(starts) == pytest.approx(seconds)
    near = Catchment(graph, target, 30.0).seconds(starts)
    assert near == pytest.approx(np.where(seconds <= 30, seconds, np.inf))
    nowhere = Catchment(graph, graph.snapped([place(0, 9000)]), LIMIT_S)
    assert np.isinf(nowhere.seconds(starts)).all()
