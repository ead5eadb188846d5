"""What a glance sees, and what it does not fall for."""

from collections.abc import Callable
from datetime import timedelta

import numpy as np
import pytest

from ingest.gate.glance import Glancer, Sight
from ingest.gate.settings import GateSettings
from kernel.frame import Luma
from tests.analytics.scenes import START, Stage

WAKES = GateSettings().blob_px


def place() -> Luma:
    return next(iter(Stage(1, noise=0).frames())).luma


def looks(change: Callable[[Luma, int], Luma], count: int = 12, noise: float = 2.0) -> list[Sight]:
    """Glances two seconds apart at a place that changes."""
    glancer, chance, still = Glancer(GateSettings()), np.random.default_rng(2), place()
    seen = []
    for number in range(count):
        shown = change(still.copy(), number).astype(np.float32)
        shown += chance.standard_normal(shown.shape, np.float32) * noise
        seen.append(glancer.see(np.clip(shown, 0, 255).astype(np.uint8), START + timedelta(seconds=2 * number)))
    return seen


def with_person(picture: Luma, level: int = 60) -> Luma:
    picture[200:236, 300:312] = level  # a tenth of the picture's height
    return picture


def test_a_small_person_is_seen_and_an_empty_place_is_not() -> None:
    seen = looks(lambda picture, number: with_person(picture) if number == 11 else picture)

    assert seen[0].is_new
    assert max(sight.blob_px for sight in seen[1:11]) < WAKES
    assert seen[11].blob_px >= 2 * WAKES


@pytest.mark.parametrize("noise", [1.0, 4.0, 8.0])
def test_noise_alone_does_not_wake(noise: float) -> None:
    assert max(sight.blob_px for sight in looks(lambda picture, _: picture, noise=noise)[1:]) < WAKES


def test_auto_exposure_does_not_wake_and_a_person_is_seen_in_it() -> None:
    def change(picture: Luma, number: int) -> Luma:
        shown = with_person(picture) if number == 11 else picture
        return np.asarray(shown * (1 - 0.02 * number), np.uint8)

    seen = looks(change)

    assert max(sight.blob_px for sight in seen[1:11]) < WAKES
    assert seen[11].blob_px >= WAKES


def test_a_light_that_is_switched_makes_a_new_scene_once() -> None:
    def change(picture: Luma, number: int) -> Luma:
        if number < 6:
            return picture
        shade = np.tile(np.linspace(0.25, 1.6, picture.shape[1], dtype=np.float32), (picture.shape[0], 1))
        return np.asarray(np.clip(picture * shade, 0, 255), np.uint8)

    seen = looks(change)

    assert [sight.is_new or sight.blob_px >= WAKES for sight in seen[1:6]] == [False] * 5
    assert seen[6].is_new or seen[6].blob_px >= WAKES
    assert not any(sight.is_new for sight in seen[7:])


def test_what_the_analysis_found_nothing_in_must_differ_by_more_the_next_time() -> None:
    glancer, still = Glancer(GateSettings()), place()
    lit = still.copy()
    lit[50:90, 100:160] += 14

    def see(picture: Luma, second: int) -> int:
        return glancer.see(picture, START + timedelta(seconds=second)).blob_px

    for second in range(0, 20, 2):
        see(still, second)
    assert see(lit, 20) >= WAKES
    glancer.alarm()
    see(still, 22)
    glancer.absorb(was_for_nothing=True)

    assert see(lit, 24) < WAKES
    assert see(with_person(still.copy()), 26) >= WAKES


def test_a_parked_car_that_was_absorbed_no_longer_wakes_and_its_leaving_does() -> None:
    glancer, still = Glancer(GateSettings()), place()
    parked = still.copy()
    parked[100:180, 200:360] = 200

    def see(picture: Luma, second: int) -> int:
        return glancer.see(picture, START + timedelta(seconds=second)).blob_px

    for second in range(0, 20, 2):
        see(still, second)
    assert see(parked, 20) >= WAKES
    glancer.absorb(was_for_nothing=False)

    assert see(parked, 22) < WAKES
    assert see(still, 24) >= WAKES
