"""A pinhole camera over flat ground: metres (right, ahead, up) to pixels and back."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from analytics.ground import PlacePair
from kernel.geo import LatLon, LocalPlane
from kernel.geometry import Point

FloatArray = NDArray[np.float64]

_HOME = LatLon(52.52, 13.405)


@dataclass(frozen=True)
class View:
    """height_m over the ground, looking down by tilt_deg; focal length in pixels; the picture's size in pixels."""

    height_m: float
    tilt_deg: float
    focal_px: float
    width: int = 640
    height: int = 360

    def project(self, points: FloatArray) -> FloatArray:
        """(n, 3) metres to (n, 3): x and y in pixels, and the depth in metres."""
        sine, cosine = math.sin(math.radians(self.tilt_deg)), math.cos(math.radians(self.tilt_deg))
        below = self.height_m - points[:, 2]
        depth = np.maximum(below * sine + points[:, 1] * cosine, 0.2)
        down = below * cosine - points[:, 1] * sine
        x = self.width / 2 + self.focal_px * points[:, 0] / depth
        return np.column_stack([x, self.height / 2 + self.focal_px * down / depth, depth])

    def ground(self, x: float, y: float) -> FloatArray:
        """(right, ahead) of the ground at the normalised picture point."""
        sine, cosine = math.sin(math.radians(self.tilt_deg)), math.cos(math.radians(self.tilt_deg))
        right = (x - 0.5) * self.width / self.focal_px
        down = (y - 0.5) * self.height / self.focal_px
        fall = sine + down * cosine
        if fall <= 1e-3:
            raise ValueError(f"the picture shows no ground at {x}, {y}")
        reach = self.height_m / fall
        return np.array([right * reach, (cosine - down * sine) * reach])

    @property
    def horizon(self) -> float:
        """The row of the horizon, pixels; may lie outside the picture."""
        return self.height / 2 - self.focal_px * math.tan(math.radians(self.tilt_deg))

    def homography(self) -> FloatArray:
        """(3, 3), metres on the ground (right, ahead, 1) to pixels."""
        sine, cosine = math.sin(math.radians(self.tilt_deg)), math.cos(math.radians(self.tilt_deg))
        lens = np.array([[self.focal_px, 0, self.width / 2], [0, self.focal_px, self.height / 2], [0, 0, 1]])
        pose = np.array([[1, 0, 0], [0, -sine, self.height_m * cosine], [0, cosine, self.height_m * sine]])
        return np.asarray(lens @ pose)

    def calibration(self) -> tuple[PlacePair, ...]:
        """Six pairs of picture points and places, as an operator would click them."""
        top = min(0.9, max(0.05, self.horizon / self.height + 0.12))
        plane, pairs = LocalPlane(_HOME), []
        for x, y in ((0.1, 0.95), (0.9, 0.93), (0.15, top), (0.86, top + 0.02), (0.5, (top + 0.95) / 2), (0.4, top)):
            right, ahead = self.ground(x, y)
            pairs.append(PlacePair(Point(x, y), plane.place(float(right), float(ahead))))
        return tuple(pairs)
