"""Lines in the plane: lengths, points along them, lines beside them. Pure; metres, x east, y north."""

import math
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]  # (n, 2), metres


@dataclass(frozen=True)
class Line:
    """A polyline with its running length; `points` is (n, 2), n >= 2, without doubled points."""

    points: Points

    @cached_property
    def marks(self) -> NDArray[np.float64]:
        """(n,) metres from the start to each point."""
        steps = np.hypot(*np.diff(self.points, axis=0).T)
        return np.concatenate([[0.0], np.cumsum(steps)])

    @property
    def length(self) -> float:
        return float(self.marks[-1])

    def at(self, distance: float) -> tuple[float, float]:
        """The point `distance` metres from the start; clamped to the ends."""
        x = np.interp(distance, self.marks, self.points[:, 0])
        y = np.interp(distance, self.marks, self.points[:, 1])
        return float(x), float(y)

    def heading(self, distance: float) -> float:
        """The direction of travel there, radians, counter-clockwise from east."""
        ax, ay = self.at(max(0.0, distance - 0.7))
        bx, by = self.at(min(self.length, distance + 0.7))
        return math.atan2(by - ay, bx - ax)


def resampled(points: Points, step_m: float) -> Points:
    """The same polyline with points about `step_m` apart, ends kept."""
    line = Line(points)
    count = max(2, round(line.length / step_m) + 1)
    marks = np.linspace(0.0, line.length, count)
    columns = [np.interp(marks, line.marks, points[:, i]) for i in (0, 1)]
    return np.stack(columns, axis=1)


def beside(points: Points, right_m: float) -> Points:
    """The line `right_m` metres to the right of the direction of travel (negative: left), corners mitred."""
    steps = np.diff(points, axis=0)
    steps /= np.maximum(1e-9, np.hypot(steps[:, 0], steps[:, 1]))[:, None]
    normals = np.stack([steps[:, 1], -steps[:, 0]], axis=1)
    joined = np.vstack([normals[:1], normals[:-1] + normals[1:], normals[-1:]])
    lengths = np.hypot(joined[:, 0], joined[:, 1])
    unit = joined / np.maximum(1e-9, lengths)[:, None]
    cosines = np.concatenate([[1.0], np.maximum(0.55, lengths[1:-1] / 2), [1.0]])
    shifted: Points = points + unit * (right_m / cosines)[:, None]
    return shifted


def rounded(points: Points, passes: int = 2, closed: bool = False) -> Points:
    """Chaikin's corner cutting: each pass replaces a corner by the quarter points of its two sides."""
    for _ in range(passes):
        start = points if closed else points[:-1]
        after = np.roll(points, -1, axis=0) if closed else points[1:]
        cut = np.stack([0.75 * start + 0.25 * after, 0.25 * start + 0.75 * after], axis=1).reshape(-1, 2)
        points = cut if closed else np.vstack([points[:1], cut, points[-1:]])
    return points


def distinct(points: Points) -> Points:
    """Without points that repeat the one before."""
    keep = np.concatenate([[True], np.hypot(*np.diff(points, axis=0).T) > 1e-6])
    kept: Points = points[keep]
    return kept


def rectangle(centre: tuple[float, float], angle: float, length: float, width: float) -> Points:
    """The four corners of a rectangle, counter-clockwise; `length` lies along `angle` (radians)."""
    along = np.array([math.cos(angle), math.sin(angle)])
    across = np.array([-along[1], along[0]])
    corners: Points = np.asarray(centre) + _HALVES[:, :1] * along * length + _HALVES[:, 1:] * across * width
    return corners


_HALVES = np.array([(-0.5, -0.5), (0.5, -0.5), (0.5, 0.5), (-0.5, 0.5)])


def inside(polygon: Points, x: float, y: float) -> bool:
    """Whether the point lies in the polygon."""
    return cv2.pointPolygonTest(polygon.astype(np.float32), (x, y), False) > 0
