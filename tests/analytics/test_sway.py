"""Leaves that move are found again in the scene; whoever comes is not."""

import cv2
import numpy as np
import pytest

from analytics.light import FloatPicture
from analytics.sway import Mask, Memory


def leaves() -> FloatPicture:
    """A textured crown in the middle of an even wall."""
    chance = np.random.default_rng(3)
    crown = cv2.GaussianBlur(chance.uniform(20, 180, (90, 160)).astype(np.float32), (0, 0), 1.5)
    inside = np.zeros((90, 160), np.float32)
    cv2.circle(inside, (80, 45), 25, 1.0, -1)
    return np.asarray(crown * 1.5 * inside + 140 * (1 - inside), np.float32)


def shifted(picture: FloatPicture, x: float) -> FloatPicture:
    matrix = np.array([[1, 0, x], [0, 1, 0]], np.float64)
    return np.asarray(cv2.warpAffine(picture, matrix, (160, 90), borderMode=cv2.BORDER_REPLICATE), np.float32)


def out(now: FloatPicture, mean: FloatPicture) -> Mask:
    return np.asarray(cv2.compare(cv2.absdiff(now, mean), np.array([14.0]), cv2.CMP_GT), np.uint8)


@pytest.mark.parametrize("by", [-4.0, -2.0, 1.5, 4.0])
def test_crown_that_moves_a_little_is_the_scene(by: float) -> None:
    scene = leaves()
    now = shifted(scene, by)
    mask = out(now, scene)

    again = Memory(scene).swayed(now, scene, mask, 2.0)

    assert np.count_nonzero(mask) > 200
    assert np.count_nonzero(again) > 0.8 * np.count_nonzero(mask)


def test_moved_crown_under_another_light_is_the_scene() -> None:
    scene = leaves()
    memory = Memory(scene)
    memory.relight(0.7, 3.0)
    mean = scene * np.float32(0.7) + np.float32(3.0)
    now = shifted(mean, 3.0)
    mask = out(now, mean)

    assert np.count_nonzero(memory.swayed(now, mean, mask, 2.0)) > 0.8 * np.count_nonzero(mask)


@pytest.mark.parametrize("level", [20, 235])
@pytest.mark.parametrize("x", [20, 80], ids=["before the wall", "before the crown"])
def test_person_is_not_the_scene(level: int, x: int) -> None:
    scene = leaves()
    now = scene.copy()
    cv2.rectangle(now, (x - 5, 30), (x + 5, 62), level, -1)
    mask = out(now, scene)

    assert np.count_nonzero(Memory(scene).swayed(now, scene, mask, 2.0)) < 0.2 * np.count_nonzero(mask)


def test_who_stands_there_is_not_remembered_as_the_scene() -> None:
    scene = leaves()
    memory = Memory(scene)
    now = scene.copy()
    cv2.rectangle(now, (15, 30), (25, 62), 20, -1)
    held = np.zeros(now.shape, np.uint8)
    held[28:65, 12:28] = 2

    for _ in range(12):
        memory.learn(now, held, 1.0)

    mask = out(now, scene)
    assert np.count_nonzero(memory.swayed(now, scene, mask, 2.0)) < 0.2 * np.count_nonzero(mask)
