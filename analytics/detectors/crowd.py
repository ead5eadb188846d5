"""People who overlap: foreground that is more than one person, explained by upright figures of known height.

Figures that are foreseen are laid first, near where they are foreseen, the nearest to the camera first: it hides those
behind it. What a figure covers is explained; what remains is searched for figures that nobody foresaw. Pure arithmetic
on arrays; sums over figures come from one integral picture.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Evidence = NDArray[np.float32]

_PARTS = ((-1.0, -0.86, 0.06), (-0.86, -0.45, 0.14), (-0.45, -0.03, 0.115))  # top, bottom, half width: of the height
_AREA = sum(2 * half * (bottom - top) for top, bottom, half in _PARTS)
_HALF_ZONE = 0.2  # of the height: so far to either side of the middle a figure explains
_REACH_X, _REACH_Y = 0.16, 0.08  # of the height: so far from where it is foreseen a figure may be
_STRAY = 0.15  # what the farthest of these places costs, of the figure's area
_SEEN = 0.2  # of the figure's area must be shown, net, of one that is foreseen
_SHOWN = 0.3  # or so much of it, whatever speaks against it
_BESIDE = 0.3  # the same where another figure is laid
_NEW = 0.5  # and of one that is not
_ANY = 0.3  # and of the first in a region
_MOST_NEW = 6
WIDE = 0.4  # of the height: the usual width of a person's box


@dataclass(frozen=True, slots=True)
class Figure:
    """An upright person in pixels: where the feet are, height and width of the box. track: whose figure it is, None:
    nobody's so far. share: how much of it is shown, net of what speaks against it, in [-1, 1].
    """

    x: float
    y: float
    tall: float
    wide: float
    track: int | None = None
    share: float = 0.0


class Crowd:
    """One region of foreground that is to be explained."""

    def __init__(self, evidence: Evidence, tall: FloatArray) -> None:
        """evidence: (rows, columns), positive where somebody is, negative where the background is seen, 0 unknown.
        tall: (rows,), the height in pixels of a person with the feet in that row; NaN: not known.
        """
        self._evidence = evidence.copy()
        self._tall = tall
        self.figures: list[Figure] = []

    def lay(self, foreseen: Sequence[Figure]) -> None:
        """Find the foreseen figures; `figures` has those of which enough is shown."""
        for one in sorted(foreseen, key=lambda each: -each.y):
            steps_x = np.linspace(-_REACH_X, _REACH_X, 9)
            steps_y = np.linspace(-_REACH_Y, _REACH_Y, 5)
            dx, dy = (grid.ravel() for grid in np.meshgrid(steps_x, steps_y))
            x, y = one.x + dx * one.tall, one.y + dy * one.tall
            tall = one.tall * self._growth(one.y, y)
            shares = self._shares(x, y, tall)
            worth = shares - _STRAY * ((dx / _REACH_X) ** 2 + (dy / _REACH_Y) ** 2)
            best = int(worth.argmax())
            size = float(tall[best])
            figure = Figure(
                float(x[best]), float(y[best]), size, one.wide * size / one.tall, one.track, float(shares[best])
            )
            if self._is_shown(figure):
                self._put(figure)

    def search(self) -> None:
        """Find figures that nobody foresaw in what is not explained yet. Where there is none so far, one that is less
        well shown will do.
        """
        for _ in range(_MOST_NEW):
            least = _NEW if self.figures else _ANY
            left, top, width, height = cv2.boundingRect((self._evidence > 0).astype(np.uint8))
            if width == 0:
                return
            x, y, tall = self._places(left, top, left + width, top + height)
            if not len(x):
                return
            shares = self._shares(x, y, tall)
            best = int(shares.argmax())
            if shares[best] < least:
                return
            size = float(tall[best])
            self._put(Figure(float(x[best]), float(y[best]), size, WIDE * size, None, float(shares[best])))

    @property
    def left_over(self) -> Evidence:
        """The evidence that no figure explains."""
        return self._evidence

    def _places(self, left: int, top: int, right: int, bottom: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Where feet may be: a grid over and below the box, of steps that suit the height there."""
        xs, ys, heights = [], [], []
        y = float(top)
        while y < len(self._tall):
            tall = self._tall[int(y)]
            if not np.isfinite(tall) or tall < 4:
                y += 2
                continue
            if y - 1.1 * tall > bottom or y > bottom + 0.6 * tall:
                break
            if y - tall >= top - 0.3 * tall:
                row = np.arange(left, right + 1, max(1.0, 0.06 * tall))
                xs.append(row)
                ys.append(np.full(row.shape, y))
                heights.append(np.full(row.shape, tall))
            y += max(1.0, 0.07 * tall)
        if not xs:
            return np.zeros(0), np.zeros(0), np.zeros(0)
        return np.concatenate(xs), np.concatenate(ys), np.concatenate(heights)

    def _growth(self, before: float, y: FloatArray) -> FloatArray:
        """How much taller a person is with the feet at `y` than at `before`."""
        last = len(self._tall) - 1
        base = self._tall[min(last, max(0, int(before)))]
        heights = self._tall[np.clip(y.astype(np.intp), 0, last)]
        if not np.isfinite(base) or base <= 0:
            return np.ones_like(y)
        return np.asarray(np.clip(np.nan_to_num(heights / base, nan=1.0), 0.8, 1.25), dtype=np.float64)

    def _shares(self, x: FloatArray, y: FloatArray, tall: FloatArray, evidence: Evidence | None = None) -> FloatArray:
        """How much of each figure is shown; by all the evidence: net of what speaks against it."""
        whole = cv2.integral(self._evidence if evidence is None else evidence, sdepth=cv2.CV_64F)
        rows, columns = self._evidence.shape
        total = np.zeros(x.shape)
        for upper, lower, half in _PARTS:
            top = np.clip(np.rint(y + upper * tall), 0, rows).astype(np.intp)
            bottom = np.clip(np.rint(y + lower * tall), 0, rows).astype(np.intp)
            left = np.clip(np.rint(x - half * tall), 0, columns).astype(np.intp)
            right = np.clip(np.rint(x + half * tall), 0, columns).astype(np.intp)
            total += whole[bottom, right] - whole[top, right] - whole[bottom, left] + whole[top, left]
        return np.asarray(total / (_AREA * tall * tall))

    def _is_shown(self, figure: Figure) -> bool:
        """Whether enough of a foreseen figure is seen: by itself it may be half hidden, or dressed as the wall is."""
        reach = figure.tall
        if any(abs(f.x - figure.x) < WIDE * reach and abs(f.y - figure.y) < 0.8 * reach for f in self.figures):
            return figure.share >= _BESIDE
        spot = np.array([figure.x]), np.array([figure.y]), np.array([figure.tall])
        return figure.share >= _SEEN or bool(self._shares(*spot, np.maximum(self._evidence, 0))[0] >= _SHOWN)

    def _put(self, figure: Figure) -> None:
        self.figures.append(figure)
        rows, columns = self._evidence.shape
        top, bottom = max(0, round(figure.y - 1.03 * figure.tall)), min(rows, round(figure.y + 0.03 * figure.tall))
        half = max(_HALF_ZONE * figure.tall, figure.wide / 2)
        left, right = max(0, round(figure.x - half)), min(columns, round(figure.x + half))
        if bottom > top and right > left:
            zone = self._evidence[top:bottom, left:right]
            np.minimum(zone, 0, out=zone)
