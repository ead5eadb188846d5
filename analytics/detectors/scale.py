"""How tall a person is in the picture, by where the feet are: from the calibration, or learnt from people seen alone.

On flat ground the height grows about linearly with the row of the feet. It is learnt per camera, from confirmed upright
people who walk by themselves, as a robust line through what was seen in each strip of rows; old sights fade.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from analytics.detection import ObjectClass
from analytics.ground import GroundPlane
from analytics.track import Track
from kernel.geometry import Point

FloatArray = NDArray[np.float64]

_STRIPS = 24
_NEEDED = 10  # sights from which the height is known
_FULL = 40.0  # a strip holds no more sights than this: newer ones push older ones out
_UPRIGHT = 1.8  # height to width of a person who is seen well
_GONE = 0.35  # of its height: somebody who has walked so far is no thing
_SPREAD = 0.07  # people's heights differ by so much
_AT_TOP, _AT_TOP_SPREAD = 0.3, 0.3  # of the mean height: the line at the top row, before much was seen
_SURE = 30  # so many sights make the line a judge of the next
_STRANGE = 0.3  # farther from the line than this share of it nobody is
_BEYOND = 0.15  # so far beyond the rows where people were seen the line is believed
_COLUMNS = 9
_LOWEST = 1.5  # feet may be so far below the picture's top: below its bottom, when it cuts people


class Scale:
    """The height of people in one camera's picture. One thread."""

    def __init__(self, ground: GroundPlane | None) -> None:
        self._grid = None if ground is None else _measured(ground)
        self._seen = np.zeros(_STRIPS)
        self._tall = np.zeros(_STRIPS)
        self._line: tuple[float, float] | None = None
        self._rows = (0.0, 1.0)

    def learn(self, tracks: Sequence[Track], aspect: float) -> None:
        """Take in the people who are seen well and alone; nothing to learn where the ground is calibrated."""
        if self._grid is not None:
            return
        told = [t for t in tracks if _is_sight(t, aspect) and not _is_near_another(t, tracks)]
        if self._seen.sum() >= _SURE and self._line is not None:
            told = [t for t in told if abs(t.box.height / self._height(t.foot.y) - 1) < _STRANGE]
        for track in told:
            strip = min(_STRIPS - 1, max(0, int(track.foot.y * _STRIPS)))
            self._seen[strip] = min(_FULL, self._seen[strip] + 1)
            self._tall[strip] += (track.box.height - self._tall[strip]) / self._seen[strip]
        if told and self._seen.sum() >= _NEEDED:
            self._fit()

    def tall(self, foot: Point) -> float | None:
        """The height of a person with the feet at `foot`, share of the picture's height; None: not known there."""
        value = self._at(foot)
        return value if value is not None and 0.02 < value < 1.5 else None

    def _at(self, foot: Point) -> float | None:
        if self._grid is not None:
            row = foot.y / _LOWEST * (len(self._grid) - 1)
            if not 0 <= row <= len(self._grid) - 1:
                return None
            column = min(1.0, max(0.0, foot.x)) * (_COLUMNS - 1)
            return _between(self._grid, row, column)
        if self._line is None or not self._rows[0] - _BEYOND <= foot.y <= self._rows[1] + _BEYOND:
            return None
        return self._height(foot.y)

    def _height(self, row: float) -> float:
        """What the line says; it is positive within the picture."""
        return 1.0 if self._line is None else max(0.01, self._line[0] * row + self._line[1])

    def _fit(self) -> None:
        """The line through the strips that were seen, those that lie far from it counting less."""
        known = self._seen > 0
        rows = (np.flatnonzero(known) + 0.5) / _STRIPS
        heights, weights = self._tall[known], np.sqrt(self._seen[known])
        sd = np.full(heights.shape, _SPREAD * float(np.average(heights, weights=weights)))
        mean = float(np.average(heights, weights=weights))
        x = np.append(rows, 0.0)
        y = np.append(heights, _AT_TOP * mean)
        trust = np.append(weights / sd, 1 / (_AT_TOP_SPREAD * mean))
        line = np.zeros(2)
        for _ in range(4):
            design = np.column_stack([x, np.ones_like(x)]) * trust[:, None]
            line = np.linalg.lstsq(design, y * trust, rcond=None)[0]
            miss = np.abs(y - line[0] * x - line[1])[:-1] / sd
            trust[:-1] = weights / sd * np.minimum(1.0, 1.5 / np.maximum(miss, 1e-6))
        self._line = (float(line[0]), float(line[1])) if line[0] > 0 else None
        self._rows = (float(rows.min()), float(rows.max()))


def _is_sight(track: Track, aspect: float) -> bool:
    box = track.box
    way = np.hypot((track.foot.x - track.origin.x) * aspect, track.foot.y - track.origin.y)
    return (
        track.object_class is ObjectClass.PERSON
        and not track.is_coasting
        and not track.is_cut
        and box.height >= _UPRIGHT * box.width * aspect
        and float(way) >= _GONE * box.height
    )


def _is_near_another(track: Track, tracks: Sequence[Track]) -> bool:
    box = track.box
    for other in tracks:
        tall = max(box.height, other.box.height)
        across = max(box.left, other.box.left) - min(box.right, other.box.right)
        along = max(box.top, other.box.top) - min(box.bottom, other.box.bottom)
        if other.id != track.id and across < 0.5 * box.width and along < 0.4 * tall:
            return True
    return False


def _measured(ground: GroundPlane) -> FloatArray:
    """The heights on a grid over the picture and below it; NaN where the ground is not seen."""
    rows = np.linspace(0, _LOWEST, 91)
    columns = np.linspace(0, 1, _COLUMNS)
    grid = [[ground.person_height(Point(float(x), float(y))) or np.nan for x in columns] for y in rows]
    return np.array(grid, dtype=np.float64)


def _between(grid: FloatArray, row: float, column: float) -> float | None:
    top, left = min(int(row), len(grid) - 2), min(int(column), grid.shape[1] - 2)
    down, right = row - top, column - left
    upper = grid[top, left] * (1 - right) + grid[top, left + 1] * right
    lower = grid[top + 1, left] * (1 - right) + grid[top + 1, left + 1] * right
    value = float(upper * (1 - down) + lower * down)
    return value if np.isfinite(value) else None
