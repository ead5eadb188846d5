"""The order of a round: quick to go, in time for what is due, and another one each night. Pure.

OR-Tools' routing solver looks for the quickest way through all points whose due times hold; the seconds that it sees
are stretched by chance, from a seed, so that nobody who watches the patrol can tell where it comes next.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

STAY_S = 60.0  # at each point
_STRETCH = 0.6
_LATE_COST = 1000  # a second late costs as much as a quarter of an hour of walking
_HORIZON_S = 24 * 3600


@dataclass(frozen=True, slots=True)
class Legs:
    """Seconds between n points, and to each from where the unit is; rows: from, columns: to.

    due_s: in how many seconds each point is due, None: nothing is required.
    """

    between_s: Sequence[Sequence[float]]
    first_s: Sequence[float]
    due_s: Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Round:
    """The points in turn, and after how many seconds each is reached."""

    order: tuple[int, ...]
    reached_s: tuple[float, ...]


def kept_order(legs: Legs) -> Round:
    """The points as they are kept."""
    return _timed(legs, range(len(legs.first_s)))


def varied_order(legs: Legs, seed: int) -> Round:
    """Another order for each seed, the same for the same one; what is due is reached in time where anybody could."""
    count = len(legs.first_s)
    if count < 2:
        return kept_order(legs)
    # Loaded only here: most processes of the house never plan a round.
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    manager = pywrapcp.RoutingIndexManager(count + 1, 1, count)
    routing = pywrapcp.RoutingModel(manager)
    cost, time = _costs(legs, seed), _times(legs)

    def of(matrix: list[list[int]]) -> int:
        def seconds(a: int, b: int) -> int:
            return matrix[int(manager.IndexToNode(a))][int(manager.IndexToNode(b))]

        return int(routing.RegisterTransitCallback(seconds))

    routing.SetArcCostEvaluatorOfAllVehicles(of(cost))
    routing.AddDimension(of(time), 0, 10 * _HORIZON_S, True, "time")
    clock = routing.GetDimensionOrDie("time")
    for point, due in enumerate(legs.due_s):
        if due is not None and due < _HORIZON_S:
            clock.SetCumulVarSoftUpperBound(manager.NodeToIndex(point), max(0, int(due)), _LATE_COST)
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    # No limit of time: descent to where no move helps ends by itself and gives the same on every machine.
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GREEDY_DESCENT
    found = routing.SolveWithParameters(asked)
    if found is None:
        return kept_order(legs)
    order, index = [], found.Value(routing.NextVar(routing.Start(0)))
    while not routing.IsEnd(index):
        order.append(manager.IndexToNode(index))
        index = found.Value(routing.NextVar(index))
    return _timed(legs, order)


def _times(legs: Legs) -> list[list[int]]:
    """True seconds with the stay at the point that one leaves; the last node is the start, the way back is free."""
    rows = [[int(seconds + STAY_S) for seconds in row] + [0] for row in legs.between_s]
    return [*rows, [int(seconds) for seconds in legs.first_s] + [0]]


def _costs(legs: Legs, seed: int) -> list[list[int]]:
    chance = random.Random(seed)  # noqa: S311  # a plan that can be made again, not a secret
    usual = sum(map(sum, legs.between_s)) / max(1, len(legs.first_s) ** 2)
    # Where the round begins is open to chance altogether; each leg a little.
    first = [int(seconds + 2 * usual * chance.random()) for seconds in legs.first_s]
    rows = [[int(seconds * (1 + _STRETCH * chance.random())) for seconds in row] + [0] for row in legs.between_s]
    return [*rows, [*first, 0]]


def _timed(legs: Legs, order: Sequence[int]) -> Round:
    reached, at_s, last = [], 0.0, None
    for point in order:
        at_s += legs.first_s[point] if last is None else STAY_S + legs.between_s[last][point]
        reached.append(at_s)
        last = point
    return Round(tuple(order), tuple(reached))
