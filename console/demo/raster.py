"""Rays against flat pieces of the town: a small depth-buffered painter for one camera's still."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from console.demo.lens import HEIGHT_PX, NEAR_M, WIDTH_PX, Floats, Lens

Values = NDArray[np.float32]
Shader = Callable[[Values, Values], tuple[Values, Values]]


@dataclass(frozen=True)
class Piece:
    """A flat convex piece. corners: (n, 3) metres; the first edge is its `s` axis, the upward normal to it `t`."""

    corners: Floats
    shader: Shader

    def axes(self) -> tuple[Floats, Floats, Floats]:
        """Unit vectors along s and t, and the normal."""
        along = self.corners[1] - self.corners[0]
        along = along / np.linalg.norm(along)
        normal = np.cross(along, self.corners[-1] - self.corners[0])
        normal /= np.linalg.norm(normal)
        return along, np.cross(normal, along), normal


class Canvas:
    """The still in the making, `fine` times finer than the picture: albedo, glow, depth and the light factor."""

    def __init__(self, lens: Lens, fine: int = 2) -> None:
        self.lens, self.fine = lens, fine
        self.height, self.width = HEIGHT_PX * fine, WIDTH_PX * fine
        rows, columns = np.indices((self.height, self.width), dtype=np.float64)
        pixels = np.stack([(columns + 0.5) / fine, (rows + 0.5) / fine], axis=-1).reshape(-1, 2)
        self.rays: Values = lens.rays(pixels).reshape(self.height, self.width, 3).astype(np.float32)
        self.depth: Values = np.full((self.height, self.width), np.inf, dtype=np.float32)
        self.albedo: Values = np.zeros((self.height, self.width, 3), dtype=np.float32)
        self.glow: Values = np.zeros((self.height, self.width, 3), dtype=np.float32)

    def draw(self, piece: Piece, sun: Floats | None, ambient: float = 0.62) -> None:
        """Paint what is nearer than what is there. sun: unit vector towards it; faces away from it get `ambient`."""
        window = self._window(piece.corners)
        if window is None:
            return
        along, upward, normal = piece.axes()
        to_eye = self.lens.centre - piece.corners[0]
        distance = float(normal @ to_eye)
        rays = self.rays[window]
        with np.errstate(divide="ignore", invalid="ignore"):
            depth = -distance / (rays @ normal.astype(np.float32))
        near = (depth > NEAR_M) & (depth < self.depth[window])
        if not near.any():
            return
        hit = rays[near] * depth[near][:, None] + to_eye.astype(np.float32)
        s, t = hit @ along.astype(np.float32), hit @ upward.astype(np.float32)
        held = _within(piece, along, upward, s, t)
        if not held.any():
            return
        rows, columns = np.nonzero(near)
        rows, columns = rows[held] + window[0].start, columns[held] + window[1].start
        colour, glow = piece.shader(s[held], t[held])
        facing = 1.0 if sun is None else ambient + (1.08 - ambient) * max(0.0, float(normal @ sun) * np.sign(distance))
        self.depth[rows, columns] = depth[near][held]
        self.albedo[rows, columns] = colour * np.float32(facing)
        self.glow[rows, columns] = glow

    def _window(self, corners: Floats) -> tuple[slice, slice] | None:
        pixels, depth = self.lens.project(corners)
        if (depth < NEAR_M).all():
            return None
        if (depth < NEAR_M).any():
            return slice(0, self.height), slice(0, self.width)
        low = np.floor(pixels.min(axis=0) * self.fine).astype(int) - 1
        high = np.ceil(pixels.max(axis=0) * self.fine).astype(int) + 1
        left, right = max(0, low[0]), min(self.width, high[0])
        top, bottom = max(0, low[1]), min(self.height, high[1])
        if left >= right or top >= bottom:
            return None
        return slice(int(top), int(bottom)), slice(int(left), int(right))

    def places(self) -> Values:
        """(height, width, 3) metres of what each pixel shows; far away where that is sky."""
        far = np.minimum(self.depth, 1e4)
        return (self.rays * far[:, :, None] + self.lens.centre.astype(np.float32)).astype(np.float32)


def _within(piece: Piece, along: Floats, upward: Floats, s: Values, t: Values) -> NDArray[np.bool_]:
    flat = np.stack([(piece.corners - piece.corners[0]) @ along, (piece.corners - piece.corners[0]) @ upward], axis=1)
    held = np.ones(len(s), dtype=bool)
    for (ax, ay), (bx, by) in zip(flat, np.roll(flat, -1, axis=0), strict=True):
        held &= (bx - ax) * (t - ay) - (by - ay) * (s - ax) >= -1e-3
    return held
