"""The background: what stands out, what is light, what is a hole."""

import numpy as np
from numpy.typing import NDArray

from analytics.motion import Background, Foreground, reduced
from analytics.settings import MotionSettings
from kernel.frame import Luma
from kernel.geometry import Box
from tests.analytics.scenes import Stage, Thing

Scene = NDArray[np.float64]
BOX = Box(0.4, 0.4, 0.5, 0.7)
THING = Thing(BOX, 40, 0)


def pictures(seconds: float, things: tuple[Thing, ...] = (), light: float = 1.0) -> list[Luma]:
    stage = Stage(seconds, things=things, light=lambda t: light)
    return [reduced(frame.luma, 320) for frame in stage.frames()]


def learnt(background: Background, frames: list[Luma]) -> Foreground:
    for picture in frames:
        seen = background.observe(picture, 0.1, [])
    return seen


def share(mask: Luma, box: Box) -> float:
    rows, columns = mask.shape
    part = mask[
        round(box.top * rows) : round(box.bottom * rows), round(box.left * columns) : round(box.right * columns)
    ]
    return float((part > 0).mean())


def test_new_thing_stands_out_and_nothing_else_does() -> None:
    background = Background(MotionSettings())
    learnt(background, pictures(3))

    seen = learnt(background, pictures(0.1, (THING,)))

    assert share(seen.strong, BOX) > 0.9
    assert share(seen.weak, Box(0, 0, 0.35, 1)) < 0.002


def test_thing_that_came_is_no_hole_and_thing_that_left_is_one() -> None:
    came, left = Background(MotionSettings()), Background(MotionSettings())
    learnt(came, pictures(3))
    learnt(came, pictures(0.2, (THING,)))
    learnt(left, pictures(3, (THING,)))
    learnt(left, pictures(0.2))

    assert not came.is_ghost(BOX)
    assert left.is_ghost(BOX)


def test_absorbed_box_stands_out_no_more() -> None:
    background = Background(MotionSettings())
    learnt(background, pictures(3))
    learnt(background, pictures(0.2, (THING,)))

    background.absorb(Box(0.38, 0.38, 0.52, 0.72))

    assert share(learnt(background, pictures(0.1, (THING,))).weak, BOX) < 0.02


def test_gain_of_the_camera_stands_out_nowhere() -> None:
    background = Background(MotionSettings())
    learnt(background, pictures(3))

    assert share(learnt(background, pictures(0.1, light=0.7)).strong, Box(0, 0, 1, 1)) < 0.002


def test_soft_shadow_stands_out_but_is_no_body() -> None:
    background = Background(MotionSettings())
    learnt(background, pictures(3))
    picture = pictures(0.1)[0].astype(np.float32)
    y, x = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]]
    away = np.hypot((x - 160) / 60, (y - 100) / 40)
    shade = (picture * (1 - 0.35 * np.clip(1.6 - away, 0, 1))).astype(np.uint8)

    seen = background.observe(shade, 0.1, [])

    assert share(seen.weak, Box(0.42, 0.45, 0.58, 0.65)) > 0.9
    assert share(seen.core, Box(0, 0, 1, 1)) < 0.005


def beamed(picture: Luma | Scene, x: float) -> Luma:
    """The picture with a beam of headlights on the ground, five times the light, about column `x`."""
    rows, columns = np.mgrid[0 : picture.shape[0], 0 : picture.shape[1]]
    light = 1 + 4 * np.exp(-(((columns - x) / 45) ** 2) - ((rows - 110) / 30) ** 2)
    return np.asarray(np.clip(picture * light, 0, 255), np.uint8)


def test_beam_of_headlights_at_night_is_no_body() -> None:
    background = Background(MotionSettings())
    night = pictures(3, light=0.3)
    learnt(background, night)
    scene, chance = np.mean(night, axis=0), np.random.default_rng(1)

    for step in range(10):
        # The lamp lights the scene, not the noise of the sensor.
        lit = beamed(scene, 30 + 25 * step) + chance.normal(0, 1, scene.shape)
        seen = background.observe(np.clip(lit, 0, 255).astype(np.uint8), 0.1, [])

        assert np.count_nonzero(seen.strong) > 1000
        assert share(seen.core, Box(0, 0, 1, 1)) < 0.002


def test_thing_in_the_beam_is_a_body() -> None:
    background = Background(MotionSettings())
    learnt(background, pictures(3, light=0.3))
    with_thing = pictures(0.1, (THING,), light=0.3)[0]

    seen = background.observe(beamed(with_thing, 145), 0.1, [])

    assert share(seen.core, BOX) > 0.3


def test_beam_leaves_the_place_as_keen_as_it_was() -> None:
    keen, lit = Background(MotionSettings()), Background(MotionSettings())
    night = pictures(3, light=0.3)
    learnt(keen, night)
    learnt(lit, night)
    for picture in night[:20]:
        keen.observe(picture, 0.1, [])
        lit.observe(beamed(picture, 145), 0.1, [])
    for picture in night[:20]:
        keen.observe(picture, 0.1, [])
        lit.observe(picture, 0.1, [])
    faint = pictures(0.1, (THING,), light=0.3)[0]

    usual = share(keen.observe(faint, 0.1, []).strong, BOX)

    assert share(lit.observe(faint, 0.1, []).strong, BOX) > 0.8 * usual > 0


def test_wholly_new_scene_is_learnt_anew_after_a_moment() -> None:
    background = Background(MotionSettings())
    learnt(background, pictures(3))
    other = [reduced(frame.luma, 320) for frame in Stage(3, seed=99, noise=3).frames()]
    turned = [np.ascontiguousarray(255 - picture[::-1]) for picture in other]

    first = background.observe(turned[0], 0.1, [])
    last = learnt(background, turned[1:])

    assert not first.is_settled
    assert last.is_settled
    assert share(last.strong, Box(0, 0, 1, 1)) < 0.002
