"""Who belongs to whom: the assignment is exact, the gates hold."""

from itertools import permutations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.association import FORBIDDEN, FloatArray, assign, cover_matrix, gated_cost, iou_matrix


def boxes(*rows: tuple[float, float, float, float]) -> FloatArray:
    return np.array(rows, dtype=np.float64).reshape(-1, 4)


def test_same_boxes_overlap_wholly_and_distant_ones_not_at_all() -> None:
    a = boxes((0, 0, 1, 1), (5, 5, 6, 7))

    assert np.allclose(iou_matrix(a, a), np.eye(2))


def test_empty_box_overlaps_nothing() -> None:
    assert iou_matrix(boxes((0, 0, 0, 0)), boxes((0, 0, 1, 1)))[0, 0] == 0


def test_cover_is_the_share_of_the_first() -> None:
    assert cover_matrix(boxes((0, 0, 1, 1)), boxes((0, 0, 10, 0.5)))[0, 0] == 0.5


@settings(max_examples=80, deadline=None)
@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 10_000))
def test_assignment_costs_no_more_than_any_other(rows: int, columns: int, seed: int) -> None:
    cost = np.random.default_rng(seed).uniform(0, 3, (rows, columns))
    limit = 2.0

    pairs = assign(cost, limit)

    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    assert all(cost[pair] < limit for pair in pairs)
    total = sum(cost[pair] for pair in pairs) + limit * (rows - len(pairs))
    assert total <= least_total(cost, limit) + 1e-9


def least_total(cost: FloatArray, limit: float) -> float:
    """By trying everything; a row may stay alone at the price `limit`."""
    rows, columns = cost.shape
    padded = np.concatenate([cost, np.full((rows, rows), limit)], axis=1)
    chosen = permutations(range(columns + rows), rows)
    return float(min(sum(padded[row, column] for row, column in enumerate(choice)) for choice in chosen))


def test_pair_beyond_the_gate_is_forbidden() -> None:
    cost = gated_cost(boxes((0, 0, 1, 1)), boxes((1.5, 0, 2.5, 1), (8, 0, 9, 1)), np.array([2.0]))

    assert cost[0, 0] < 2
    assert cost[0, 1] == FORBIDDEN


def test_overlap_is_cheaper_than_nearness() -> None:
    cost = gated_cost(boxes((0, 0, 1, 1)), boxes((0.2, 0, 1.2, 1), (1.1, 0, 2.1, 1)), np.array([3.0]))

    assert cost[0, 0] < 1 < cost[0, 1]
