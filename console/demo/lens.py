"""A pinhole camera over the town: from the ground to the picture and back. Pure."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from console.demo.lines import Points

Floats = NDArray[np.float64]
WIDTH_PX, HEIGHT_PX = 640, 360
NEAR_M = 0.6


@dataclass(frozen=True)
class Lens:
    """Stands at (x, y) metres, `height_m` up; looks along `bearing_deg` (from north), `tilt_deg` downwards.

    view_deg: the angle across the whole picture. Pixels are square, the principal point is the picture's middle.
    """

    x: float
    y: float
    height_m: float
    bearing_deg: float
    tilt_deg: float
    view_deg: float

    @cached_property
    def focal_px(self) -> float:
        return WIDTH_PX / 2 / math.tan(math.radians(self.view_deg) / 2)

    @cached_property
    def axes(self) -> Floats:
        """(3, 3): rows right, up and forward of the camera in (east, north, up)."""
        b, t = math.radians(self.bearing_deg), math.radians(self.tilt_deg)
        return np.array(
            [
                [math.cos(b), -math.sin(b), 0.0],
                [math.sin(b) * math.sin(t), math.cos(b) * math.sin(t), math.cos(t)],
                [math.sin(b) * math.cos(t), math.cos(b) * math.cos(t), -math.sin(t)],
            ]
        )

    @property
    def centre(self) -> Floats:
        return np.array([self.x, self.y, self.height_m])

    def project(self, points: Floats) -> tuple[Floats, Floats]:
        """(n, 3) metres to ((n, 2) pixels, (n,) depth along the axis); a depth below `NEAR_M` is not in view."""
        seen = (points - self.centre) @ self.axes.T
        depth = seen[:, 2]
        safe = np.maximum(depth, 1e-6)
        across = WIDTH_PX / 2 + self.focal_px * seen[:, 0] / safe
        down = HEIGHT_PX / 2 - self.focal_px * seen[:, 1] / safe
        return np.stack([across, down], axis=1), depth

    @cached_property
    def _rows(self) -> tuple[tuple[float, float, float], ...]:
        return tuple((float(a), float(b), float(c)) for a, b, c in self.axes)

    def spot(self, x: float, y: float, z: float) -> tuple[float, float, float]:
        """`project` for one point, without arrays: across and down in pixels, depth in metres."""
        dx, dy, dz = x - self.x, y - self.y, z - self.height_m
        right, up, depth = (a * dx + b * dy + c * dz for a, b, c in self._rows)
        stretch = self.focal_px / max(depth, 1e-6)
        return WIDTH_PX / 2 + stretch * right, HEIGHT_PX / 2 - stretch * up, depth

    def picture(self, x: float, y: float) -> tuple[float, float] | None:
        """Where the ground at (x, y) is in the picture, normalised; None behind the camera."""
        pixels, depth = self.project(np.array([[x, y, 0.0]]))
        if depth[0] < NEAR_M:
            return None
        return float(pixels[0, 0] / WIDTH_PX), float(pixels[0, 1] / HEIGHT_PX)

    def sees(self, x: float, y: float, within_m: float = 1e9) -> bool:
        """Whether the ground at (x, y) lies in the picture, walls not considered."""
        spot = self.picture(x, y)
        near = math.hypot(x - self.x, y - self.y) <= within_m
        return spot is not None and near and 0 <= spot[0] <= 1 and 0 <= spot[1] <= 1

    def rays(self, pixels: Floats) -> Floats:
        """(n, 2) pixels to (n, 3) directions whose length along the axis is 1."""
        right = (pixels[:, 0] - WIDTH_PX / 2) / self.focal_px
        up = (HEIGHT_PX / 2 - pixels[:, 1]) / self.focal_px
        seen = np.stack([right, up, np.ones_like(right)], axis=1)
        result: Floats = seen @ self.axes
        return result

    def ground(self, u: float, v: float) -> tuple[float, float] | None:
        """The ground at the normalised picture point; None at or above the horizon."""
        ray = self.rays(np.array([[u * WIDTH_PX, v * HEIGHT_PX]]))[0]
        if ray[2] > -1e-4:
            return None
        stretch = -self.height_m / ray[2]
        return float(self.x + ray[0] * stretch), float(self.y + ray[1] * stretch)


def looking(
    at: tuple[float, float], target: tuple[float, float], height_m: float, tilt_deg: float, view_deg: float
) -> Lens:
    """A lens at `at` that looks towards `target`, metres."""
    bearing = math.degrees(math.atan2(target[0] - at[0], target[1] - at[1])) % 360
    return Lens(at[0], at[1], height_m, bearing, tilt_deg, view_deg)


def calibration(lens: Lens, farthest_m: float = 60.0) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """Pairs ((u, v) of the picture, (x, y) on the ground), spread over the ground that the picture shows."""
    pairs = []
    for v in (0.96, 0.78, 0.62, 0.5, 0.4, 0.32, 0.25):
        for u in (0.06, 0.5, 0.94):
            spot = lens.ground(u, v)
            if spot is not None and math.hypot(spot[0] - lens.x, spot[1] - lens.y) <= farthest_m:
                pairs.append(((u, v), spot))
    return pairs


def ground_outline(lens: Lens, farthest_m: float) -> Points:
    """The patch of ground in the picture out to `farthest_m`, (4, 2)."""
    corners = [lens.ground(u, 1.0) for u in (0.0, 1.0)]
    near = [c for c in corners if c is not None]
    half = math.radians(lens.view_deg / 2)
    far = [
        (
            lens.x + farthest_m * math.sin(math.radians(lens.bearing_deg) + side * half),
            lens.y + farthest_m * math.cos(math.radians(lens.bearing_deg) + side * half),
        )
        for side in (1, -1)
    ]
    return np.array([*near, *far])
