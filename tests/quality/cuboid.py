"""Things with flat sides: cars, bags, posts. They face the way they go, and throw the shadow of their outline."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.quality.canvas import Canvas, Colour, Laid, Patch
from tests.quality.view import View
from tests.quality.way import Way

FloatArray = NDArray[np.float64]

_FACES = ((0, 1, 2, 3), (4, 5, 6, 7), (0, 1, 5, 4), (1, 2, 6, 5), (2, 3, 7, 6), (3, 0, 4, 7))
_SHADES = (0.4, 1.12, 0.8, 0.95, 0.72, 0.9)


@dataclass(frozen=True)
class Car:
    """A car of two boxes, with windows and wheels."""

    way: Way
    colour: Colour
    size_m: tuple[float, float, float] = (4.3, 1.8, 1.45)
    has_lights: bool = False

    kind = "vehicle"

    def draw(self, canvas: Canvas, view: View, t: float, number: int) -> Laid | None:
        pose = self.way.pose(t)
        if pose is None or pose.at[1] < 2:
            return None
        length, breadth, tall = self.size_m
        lower = _corners(pose.at, pose.facing, (length, breadth), (0.22, 0.58 * tall))
        cabin = _corners(
            pose.at - 0.05 * length * pose.facing, pose.facing, (0.55 * length, 0.86 * breadth), (0.58 * tall, tall)
        )
        a, b = view.project(lower), view.project(cabin)
        metre = view.focal_px / float(a[:, 2].mean())
        patch = Patch(np.concatenate([a, b]), 0.4 * metre + 2, self.colour)
        self._wheels(patch, view, lower, metre)
        _faces(patch, a, self.colour)
        _faces(patch, b, (48, 44, 42))
        patch.shape(b[4:8], _dimmed(self.colour, 1.12))
        if self.has_lights:
            for corner in (lower[4], lower[5]):
                spot = view.project(corner[None] - np.array([[0, 0, 0.25]]))[0]
                patch.disc(spot, 0.12 * metre, (250, 252, 255))
        return canvas.lay(patch, number)

    def shadow(self, view: View, t: float, sun: FloatArray) -> list[FloatArray]:
        """The outline (n, 3) of the shadow on the picture of the ground."""
        pose = self.way.pose(t)
        if pose is None or pose.at[1] < 2:
            return []
        body = _corners(pose.at, pose.facing, (self.size_m[0], self.size_m[1]), (0.0, self.size_m[2]))
        return [_fallen(view, body, sun)]

    def foot(self, t: float) -> FloatArray | None:
        pose = self.way.pose(t)
        return None if pose is None else pose.at

    def _wheels(self, patch: Patch, view: View, body: FloatArray, metre: float) -> None:
        for a, b in ((0, 3), (1, 2)):
            for share in (0.2, 0.8):
                point = body[a] + share * (body[b] - body[a])
                patch.disc(view.project(point[None] + np.array([[0, 0, 0.08]]))[0], 0.31 * metre, (28, 28, 30))


@dataclass(frozen=True)
class Bag:
    """Something left on the ground."""

    way: Way
    colour: Colour = (45, 40, 38)
    size_m: tuple[float, float, float] = (0.55, 0.3, 0.4)

    kind = "object"

    def draw(self, canvas: Canvas, view: View, t: float, number: int) -> Laid | None:
        pose = self.way.pose(t)
        if pose is None:
            return None
        spots = view.project(_corners(pose.at, pose.facing, self.size_m[:2], (0.0, self.size_m[2])))
        patch = Patch(spots, 3, self.colour)
        _faces(patch, spots, self.colour)
        return canvas.lay(patch, number)

    def shadow(self, view: View, t: float, sun: FloatArray) -> list[FloatArray]:
        pose = self.way.pose(t)
        if pose is None:
            return []
        return [_fallen(view, _corners(pose.at, pose.facing, self.size_m[:2], (0.0, self.size_m[2])), sun)]

    def foot(self, t: float) -> FloatArray | None:
        pose = self.way.pose(t)
        return None if pose is None else pose.at


@dataclass(frozen=True)
class Post:
    """A pillar that stands all the time. at: metres; wide and tall in metres."""

    at: tuple[float, float]
    wide_m: float
    tall_m: float
    colour: Colour

    def draw(self, canvas: Canvas, view: View) -> None:
        x, y = self.at
        ends = view.project(np.array([[x, y, 0.0], [x, y, self.tall_m]]))
        half = self.wide_m / 2 * view.focal_px / ends[:, 2]
        corners = np.array(
            [
                [ends[0, 0] - half[0], ends[0, 1]],
                [ends[0, 0] + half[0], ends[0, 1]],
                [ends[1, 0] + half[1], ends[1, 1]],
                [ends[1, 0] - half[1], ends[1, 1]],
            ]
        )
        patch = Patch(corners, 2, self.colour)
        patch.shape(corners, self.colour)
        patch.tint(np.linspace(1.15, 0.75, 8)[None, :].repeat(2, axis=0))
        canvas.lay(patch, 0)

    def shadow(self, view: View, sun: FloatArray) -> tuple[FloatArray, FloatArray, float]:
        """A stroke as those of people."""
        x, y = self.at
        ends = view.project(
            np.array([[x, y, 0.0], [x + sun[0] * self.tall_m, max(1.0, y + sun[1] * self.tall_m), 0.0]])
        )
        return ends[0], ends[1], self.wide_m * view.focal_px / float(ends[0, 2])


def _corners(at: FloatArray, facing: FloatArray, size: tuple[float, float], heights: tuple[float, float]) -> FloatArray:
    """(8, 3): the lower four, then the upper four; 0 and 1 are in front."""
    across = np.array([-facing[1], facing[0]])
    flat = [at + facing * size[0] / 2 * a + across * size[1] / 2 * b for a, b in ((1, 1), (1, -1), (-1, -1), (-1, 1))]
    return np.array([[*point, height] for height in heights for point in flat])


def _faces(patch: Patch, spots: FloatArray, colour: Colour) -> None:
    """The sides, far ones first."""
    order = sorted(range(6), key=lambda i: -float(spots[list(_FACES[i]), 2].mean()))
    for i in order:
        patch.shape(spots[list(_FACES[i])], _dimmed(colour, _SHADES[i]))


def _fallen(view: View, body: FloatArray, sun: FloatArray) -> FloatArray:
    flat = np.column_stack([body[:, 0] + sun[0] * body[:, 2], body[:, 1] + sun[1] * body[:, 2], np.zeros(len(body))])
    flat[:, 1] = np.maximum(flat[:, 1], 1.0)
    spots = view.project(flat)
    hull = cv2.convexHull(spots[:, :2].astype(np.float32))
    return np.asarray(hull.reshape(-1, 2), np.float64)


def _dimmed(colour: Colour, by: float) -> Colour:
    return min(255.0, colour[0] * by), min(255.0, colour[1] * by), min(255.0, colour[2] * by)
