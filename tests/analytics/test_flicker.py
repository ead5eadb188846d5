"""Rain is told from things: it is everywhere, and nowhere twice."""

import numpy as np
import pytest

from analytics.flicker import Flicker
from analytics.light import Mask


def streaks(chance: np.random.Generator) -> Mask:
    mask = np.zeros((180, 320), np.uint8)
    for x, y in zip(chance.integers(0, 319, 80), chance.integers(0, 170, 80), strict=True):
        mask[y : y + 8, x] = 255
    return mask


def test_rain_is_left_out_after_a_moment_and_what_lasts_stays() -> None:
    chance, flicker = np.random.default_rng(1), Flicker()
    for number in range(20):
        mask = streaks(chance)
        mask[60:100, 100 + number : 120 + number] = 255
        weak, strong = flicker.steady(mask, mask, 0.1)

    assert flicker.is_on
    assert (strong[62:98, 122:136] > 0).mean() > 0.9
    beside = weak.copy()
    beside[55:105, 110:145] = 0
    assert (beside > 0).mean() < 0.2 * (mask > 0).mean()


def test_one_large_thing_that_moves_fast_is_no_rain() -> None:
    flicker = Flicker()
    for number in range(20):
        mask = np.zeros((180, 320), np.uint8)
        mask[40:140, 10 * number : 10 * number + 60] = 255
        _, strong = flicker.steady(mask, mask, 0.1)
        assert np.array_equal(strong, mask)

    assert not flicker.is_on


@pytest.mark.parametrize("pause_s", [0.1, 0.5])
def test_crowd_that_moves_on_between_two_pictures_is_no_rain(pause_s: float) -> None:
    flicker = Flicker()
    for number in range(20):
        mask = np.zeros((180, 320), np.uint8)
        for x, y in ((x, y) for x in range(10, 310, 50) for y in (10, 70, 130)):
            mask[y : y + 30, x + 20 * (number % 2) : x + 20 * (number % 2) + 12] = 255
        _, strong = flicker.steady(mask, mask, pause_s)
        assert np.array_equal(strong, mask)


def test_rain_seen_too_seldom_is_left_alone() -> None:
    chance, flicker = np.random.default_rng(1), Flicker()
    for _ in range(20):
        mask = streaks(chance)
        assert np.array_equal(flicker.steady(mask, mask, 0.5)[1], mask)
