"""Expected coverage, its losses and moves, against counting every case; and what is told of places left open."""

from datetime import UTC, datetime, timedelta
from itertools import product

import numpy as np
import pytest

from patrol.coverage import Bools, Doubles, PlaceId, VoidWatch, best_move, covers, expected, losses, share_covered
from patrol.unit import UnitKind

BUSY = 0.3
NOW = datetime(2026, 3, 1, tzinfo=UTC)
A, B = PlaceId("a"), PlaceId("b")


def town(seed: int, places: int = 5, units: int = 4) -> tuple[Doubles, Doubles, Doubles]:
    """(weights, minutes wanted, times)."""
    chance = np.random.default_rng(seed)
    return (
        chance.uniform(0.5, 5, places),
        chance.choice([60.0, 180, 300], places),
        chance.uniform(0, 400, (places, units)),
    )


def by_every_case(weights: Doubles, covering: Bools) -> float:
    """Expected coverage from the chance of each of the ways in which units can be busy."""
    total = 0.0
    for free in product([False, True], repeat=covering.shape[1]):
        chance = np.prod([1 - BUSY if each else BUSY for each in free])
        total += chance * weights[(covering & np.array(free, bool)).any(axis=1)].sum()
    return float(total / weights.sum())


@pytest.mark.parametrize("seed", range(6))
def test_expected_coverage_is_that_of_all_cases_by_their_chances(seed: int) -> None:
    weights, within, times = town(seed)
    assert expected(weights, covers(times, within), BUSY) == pytest.approx(
        by_every_case(weights, covers(times, within))
    )


@pytest.mark.parametrize("seed", range(6))
def test_what_a_unit_costs_is_what_is_lost_without_it(seed: int) -> None:
    weights, within, times = town(seed)
    covering = covers(times, within)
    without = [by_every_case(weights, np.delete(covering, unit, axis=1)) for unit in range(4)]
    assert losses(weights, covering, BUSY) == pytest.approx(by_every_case(weights, covering) - np.array(without))


def test_the_second_unit_at_a_place_may_leave_before_the_only_one_at_another() -> None:
    covering = np.array([[True, True, False], [False, False, True]])
    cost = losses(np.ones(2), covering, BUSY)
    assert cost[0] == cost[1] < cost[2]


def test_the_share_covered_goes_by_weight() -> None:
    covering = np.array([[True, False], [False, False]])
    assert share_covered(np.array([3.0, 1.0]), covering) == 0.75
    assert share_covered(np.zeros(0), np.zeros((0, 2), bool)) == 1.0


@pytest.mark.parametrize("seed", range(8))
def test_the_best_move_is_that_of_trying_them_all(seed: int) -> None:
    weights, within, times = town(seed)
    chance = np.random.default_rng(100 + seed)
    kinds = [UnitKind.CAR, UnitKind.FOOT, UnitKind.CAR, UnitKind.FOOT]
    there = {kind: chance.uniform(size=(5, 5)) < 0.4 for kind in (UnitKind.CAR, UnitKind.FOOT)}
    covering = covers(times, within)
    times[2, 1] = np.inf
    tried = {}
    for unit, place in product(range(4), range(5)):
        moved = covering.copy()
        moved[:, unit] = there[kinds[unit]][:, place]
        if np.isfinite(times[place, unit]):
            tried[unit, place] = by_every_case(weights, moved) - by_every_case(weights, covering)
    move = best_move(weights, covering, there, kinds, times, BUSY)
    most = max(tried.values())
    if most <= 0:
        assert move is None
    else:
        assert move is not None
        assert move.gain == pytest.approx(most)
        assert tried[move.unit, move.place] == pytest.approx(most)


def test_nobody_is_moved_where_everything_is_as_good_as_it_gets() -> None:
    covering = np.array([[True]])
    there = {UnitKind.CAR: np.array([[True]])}
    assert best_move(np.ones(1), covering, there, [UnitKind.CAR], np.array([[5.0]]), BUSY) is None
    assert best_move(np.ones(1), np.zeros((1, 0), bool), there, [], np.zeros((1, 0)), BUSY) is None


def at(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def test_a_place_is_told_to_be_open_once_and_only_when_it_lasts() -> None:
    watch = VoidWatch(60, 20)
    assert watch.step([A], [A, B], at(0)) == ([], [])
    assert watch.step([A], [A, B], at(59)) == ([], [])
    assert watch.step([A], [A, B], at(60)) == ([A], [])
    assert watch.step([A], [A, B], at(90)) == ([], [])


def test_a_place_that_is_covered_in_between_begins_anew() -> None:
    watch = VoidWatch(60, 20)
    watch.step([A], [A], at(0))
    watch.step([], [A], at(50))
    assert watch.step([A], [A], at(70)) == ([], [])
    assert watch.step([A], [A], at(130)) == ([A], [])


def test_an_open_place_is_covered_again_when_that_lasts() -> None:
    watch = VoidWatch(60, 20, {A})
    watch.step([], [A], at(0))
    assert watch.step([A], [A], at(10)) == ([], [])
    watch.step([], [A], at(15))
    assert watch.step([], [A], at(35)) == ([], [A])
    assert watch.step([], [A], at(36)) == ([], [])


def test_a_place_that_is_gone_is_told_nothing_of() -> None:
    watch = VoidWatch(60, 20, {A})
    assert watch.step([], [B], at(100)) == ([], [])
    assert watch.told == set()
