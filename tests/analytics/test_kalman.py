"""The filters find position and velocity, and widen while nothing is seen."""

import numpy as np

from analytics.kalman import EdgeFilters


def test_steady_movement_is_learnt_and_foretold() -> None:
    filters = EdgeFilters.empty()
    start, velocity = np.array([[0.0, 0.0, 1.0, 2.0]]), np.array([0.5, 0.1, 0.5, 0.1])
    filters.append(start, np.array([0.1]), np.array([1.0]))
    for step in range(1, 31):
        filters.predict(0.1, np.array([0.2]))
        filters.correct(np.array([0]), start + velocity * 0.1 * step, np.full((1, 4), 0.05))

    filters.predict(1.0, np.array([0.2]))

    assert np.allclose(filters.velocity[0], velocity, atol=0.02)
    assert np.allclose(filters.position[0], start[0] + velocity * 4.0, atol=0.05)


def test_doubt_grows_unseen_and_shrinks_when_seen() -> None:
    filters = EdgeFilters.empty()
    filters.append(np.array([[0.0, 0.0, 1.0, 1.0]]), np.array([0.1]), np.array([0.5]))
    first = filters.pp.copy()

    filters.predict(1.0, np.array([1.0]))
    unseen = filters.pp.copy()
    filters.correct(np.array([0]), np.array([[0.1, 0.0, 1.1, 1.0]]), np.full((1, 4), 0.05))

    assert (unseen > first).all()
    assert (filters.pp < unseen).all()


def test_dropped_boxes_are_gone_and_others_stay() -> None:
    filters = EdgeFilters.empty()
    filters.append(np.arange(12, dtype=np.float64).reshape(3, 4), np.full(3, 0.1), np.full(3, 0.1))

    filters.keep(np.array([True, False, True]))

    assert filters.position[:, 0].tolist() == [0.0, 8.0]
