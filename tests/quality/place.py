"""The still part of a scene: textured ground in perspective, a facade, things that always stand there."""

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.quality.canvas import Picture
from tests.quality.view import View

_TEXELS = 24.0  # of the ground, per metre
_REACH_M = 50.0


def place(view: View, chance: np.random.Generator) -> Picture:
    """The empty place, BGR, of the view's size."""
    ground = _ground(chance)
    size = (view.width * 2, view.height * 2)
    to_texture = np.array([[1 / _TEXELS, 0, -_REACH_M / 2], [0, 1 / _TEXELS, 0], [0, 0, 1]])
    matrix = np.diag([2.0, 2.0, 1.0]) @ view.homography() @ to_texture
    big = cv2.warpPerspective(ground, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REFLECT_101)
    picture = np.asarray(cv2.resize(big, (view.width, view.height), interpolation=cv2.INTER_AREA), np.uint8)
    far = view.project(np.array([[0.0, chance.uniform(34, 48), 0.0]]))[0, 1]
    wall = int(np.clip(far, 0, view.height))
    if wall > 4:
        picture[:wall] = _facade(wall, view.width, chance)
        shade = np.linspace(0.6, 1.0, 8)[:, None, None]
        below = picture[wall : wall + 8]
        picture[wall : wall + 8] = (below * shade[: len(below)]).astype(np.uint8)
    y, x = np.mgrid[0 : view.height, 0 : view.width]
    far_off = ((x / view.width - 0.5) ** 2 + (y / view.height - 0.5) ** 2)[..., None]
    return np.asarray(np.clip(picture * (1 - chance.uniform(0.1, 0.5) * far_off), 0, 255), np.uint8)


def fractal(shape: tuple[int, int], chance: np.random.Generator, octaves: int = 6) -> NDArray[np.float32]:
    """Cloudy noise about 0, of deviation about 1."""
    total = np.zeros(shape, np.float32)
    for octave in range(octaves):
        cells = 3 * 2**octave
        grid = chance.standard_normal((cells, cells)).astype(np.float32) / (1.25**octave)
        total += cv2.resize(grid, (shape[1], shape[0]), interpolation=cv2.INTER_CUBIC)
    return np.asarray(total / max(float(total.std()), 1e-6), np.float32)


def _ground(chance: np.random.Generator) -> Picture:
    side = int(_REACH_M * _TEXELS)
    level = chance.uniform(75, 165)
    rough = fractal((side, side), chance, 8) * chance.uniform(4, 11)
    fine = chance.standard_normal((side, side)).astype(np.float32) * chance.uniform(2, 9)
    ground = level + rough + fine
    if chance.random() < 0.6:  # slabs
        step = int(_TEXELS * chance.choice([0.5, 0.8, 1.2, 2.0]))
        tone = np.repeat(np.repeat(chance.normal(0, 5, (side // step + 1,) * 2), step, 0), step, 1)
        ground += tone[:side, :side].astype(np.float32)
        ground[::step] -= chance.uniform(8, 30)
        ground[:, ::step] -= chance.uniform(8, 30)
    if chance.random() < 0.5:  # road markings
        for _ in range(3):
            a = (int(chance.integers(0, side)), int(chance.integers(0, side // 2)))
            b = (int(chance.integers(0, side)), int(chance.integers(side // 3, side)))
            cv2.line(ground, a, b, float(level + chance.uniform(30, 80)), int(_TEXELS * 0.15))
    tint = 1 + chance.normal(0, 0.05, 3)
    return np.clip(ground[..., None] * tint, 5, 250).astype(np.uint8)


def _facade(rows: int, columns: int, chance: np.random.Generator) -> Picture:
    wall = np.full((rows, columns, 3), chance.uniform(60, 190), np.float32) * (1 + chance.normal(0, 0.08, 3))
    wall += fractal((rows, columns), chance, 7)[..., None] * 6
    x = 0
    while x < columns:
        step = int(chance.integers(22, 60))
        for y in range(rows - int(chance.integers(30, 60)), -40, -int(chance.integers(35, 60))):
            size = (int(step * 0.5), int(chance.integers(14, 26)))
            cv2.rectangle(
                wall,
                (x + 4, y),
                (x + 4 + size[0], y + size[1]),
                (chance.uniform(20, 90) * (1 + chance.normal(0, 0.07, 3))).tolist(),
                -1,
            )
        x += step
    return np.clip(wall, 0, 255).astype(np.uint8)
