"""A group's box is shared out among those who are in it."""

import numpy as np
import pytest

from analytics.parting import parted

GROUP = np.array([0.2, 0.3, 0.5, 0.6])
SIZES = np.array([[0.1, 0.3], [0.1, 0.3]])


def test_two_side_by_side_get_the_outer_edges() -> None:
    foreseen = np.array([[0.22, 0.3, 0.32, 0.6], [0.37, 0.3, 0.47, 0.6]])

    boxes, seen = parted(foreseen, SIZES, GROUP)

    assert boxes[:, 0].tolist() == pytest.approx([0.2, 0.4])
    assert boxes[:, 2].tolist() == pytest.approx([0.3, 0.5])
    assert seen[:, [0, 2]].tolist() == [[True, False], [False, True]]


def test_one_in_the_middle_stays_where_it_was_foreseen() -> None:
    foreseen = np.array([[0.2, 0.3, 0.3, 0.6], [0.31, 0.3, 0.41, 0.6], [0.4, 0.3, 0.5, 0.6]])

    boxes, _ = parted(foreseen, np.vstack([SIZES, SIZES[:1]]), GROUP)

    assert boxes[1].tolist() == pytest.approx([0.31, 0.3, 0.41, 0.6])


def test_parts_never_leave_the_group() -> None:
    foreseen = np.array([[0.0, 0.1, 0.1, 0.4], [0.6, 0.5, 0.7, 0.8]])

    boxes, _ = parted(foreseen, SIZES, GROUP)

    assert (boxes[:, :2] >= GROUP[:2] - 1e-9).all()
    assert (boxes[:, 2:] <= GROUP[2:] + 1e-9).all()
