"""Cast shadows are taken from what stands out; bodies stay."""

import numpy as np
import pytest

from analytics.detectors.shade import Shades
from analytics.light import DIM, Mask


def upright(shadow: bool) -> tuple[Mask, Mask]:
    """A body of 12 by 40 pixels, with a low shadow of 30 pixels to its right."""
    mask, dim = np.zeros((80, 120), np.uint8), np.zeros((80, 120), np.uint8)
    mask[20:60, 30:42] = 255
    if shadow:
        mask[54:60, 42:72] = 255
        dim[54:60, 42:72] = round(0.5 * DIM)
    return mask, dim


def columns(mask: Mask) -> tuple[int, int]:
    found = np.flatnonzero(mask.any(axis=0))
    return int(found[0]), int(found[-1])


@pytest.fixture
def shades() -> Shades:
    """They have seen the sun's shadows."""
    made = Shades()
    for _ in range(20):
        made.removed(*upright(shadow=True))
    return made


def test_low_shadow_beside_a_body_is_taken_away(shades: Shades) -> None:
    mask, dim = upright(shadow=True)

    assert columns(shades.removed(mask, dim))[1] < 46


def test_nothing_is_taken_away_before_the_sun_is_known() -> None:
    mask, dim = upright(shadow=True)

    assert np.array_equal(Shades().removed(mask, dim), mask)


def test_body_alone_stays_as_it_is(shades: Shades) -> None:
    mask, dim = upright(shadow=False)

    assert np.array_equal(shades.removed(mask, dim), mask)


def test_low_part_that_is_no_shadow_stays(shades: Shades) -> None:
    mask, dim = upright(shadow=True)

    assert columns(shades.removed(mask, np.zeros_like(dim)))[1] == 71


def test_low_part_of_another_depth_stays(shades: Shades) -> None:
    mask, dim = upright(shadow=True)

    assert columns(shades.removed(mask, np.where(dim > 0, round(0.25 * DIM), 0).astype(np.uint8)))[1] == 71
