"""A tree whose crown sways in gusts."""

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.quality.canvas import Canvas, Patch, Picture
from tests.quality.place import fractal
from tests.quality.view import View


class Tree:
    """at: metres; tall_m; wind: 0 (still) to 1 (a storm)."""

    def __init__(self, at: tuple[float, float], tall_m: float, wind: float, chance: np.random.Generator) -> None:
        self.at, self._tall, self._wind = at, tall_m, wind
        self._phase = float(chance.uniform(0, 6))
        side = 160
        self._crown: Picture = np.zeros((side, side, 3), np.uint8)
        self._mask: Picture = np.zeros((side, side), np.uint8)
        for _ in range(420):
            angle, reach = chance.uniform(0, 2 * math.pi), math.sqrt(chance.uniform(0, 1)) * 0.4 * side
            centre = (int(side / 2 + reach * math.cos(angle)), int(side / 2 + 0.9 * reach * math.sin(angle)))
            axes = (int(chance.integers(4, 12)), int(chance.integers(3, 7)))
            green = np.array([46, 72, 58]) * chance.uniform(0.4, 1.9)
            turn = int(chance.integers(0, 180))
            cv2.ellipse(self._crown, centre, axes, turn, 0, 360, green.tolist(), -1, cv2.LINE_AA)
            cv2.ellipse(self._mask, centre, axes, turn, 0, 360, 255, -1, cv2.LINE_AA)
        self._bends = [fractal((side, side), chance, 4) for _ in range(2)]

    def draw(self, canvas: Canvas, view: View, t: float) -> None:
        x, y = self.at
        ends = view.project(np.array([[x, y, 0.0], [x, y, 0.55 * self._tall]]))
        metre = view.focal_px / float(ends[0, 2])
        trunk = Patch(ends, 0.3 * metre + 2, (45, 55, 65))
        trunk.limb(ends[0], ends[1], 0.28 * metre, (45, 55, 65))
        canvas.lay(trunk, 0)
        size = max(6, int(0.75 * self._tall * metre))
        left, top = int(ends[1, 0] - size / 2), int(ends[1, 1] - 0.75 * size)
        crown = Patch(np.array([[left, top], [left + size, top + size]], np.float64), 0, (40, 75, 50))
        crown.zoom = 1
        map_x, map_y = self._bent(t, (crown.width, crown.height))
        crown.bgr = np.asarray(cv2.remap(self._crown, map_x, map_y, cv2.INTER_LINEAR), np.uint8)
        crown.mask = np.asarray(cv2.remap(self._mask, map_x, map_y, cv2.INTER_LINEAR), np.uint8)
        canvas.lay(crown, 0)

    def _bent(self, t: float, size: tuple[int, int]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
        gust = self._wind * (0.5 + 0.5 * math.sin(0.23 * t + self._phase)) * 7
        a = gust * math.sin(2.1 * t + self._phase) + gust * 0.5
        b = gust * math.sin(5.3 * t + 2 * self._phase)
        side = self._crown.shape[0]
        rows, columns = np.mgrid[0:side, 0:side].astype(np.float32)
        up = (1 - rows / side) * 1.2
        map_x = columns + up * (a + b * self._bends[0] * 0.5)
        map_y = rows + up * b * self._bends[1] * 0.5
        return np.asarray(cv2.resize(map_x, size), np.float32), np.asarray(cv2.resize(map_y, size), np.float32)
