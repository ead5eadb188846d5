"""Cast shadows: low and even parts beside an upright body, which a mask of foreground holds too."""

import cv2
import numpy as np
from numpy.typing import NDArray

from analytics.light import DIM, Mask

_LOW = 0.42  # of the body's height: columns lower than this stand beside it
_BESIDE = 0.2  # of the body's height: a leg reaches no farther out than this
_KEPT = 0.06  # so much is left beside the body
_DIM_SHARE = 0.7  # of the pixels beside it are dimmed, where they are shadow
_LEAST_HEIGHT = 8
_LEAST_AREA = 30
_WIDE = 0.5  # width to height from which a shadow is looked for
_ALIKE = 0.1 * DIM  # the sun's shadows differ by no more
_EVEN = 0.15 * DIM  # deviation within one shadow
_SURE = 10.0  # so many shadows make the sun known
_FADES = 0.95  # with every wide thing that is looked at
_THIN = 0.15  # of the body's height: so much that is no shadow may be in a column of shadow, where its depth is known
_HIGH = 0.65  # and so high may it be


class Shades:
    """The shadows of one camera, and how deep they are of late. One thread."""

    def __init__(self) -> None:
        self._depth = 0.0
        self._seen = 0.0

    def removed(self, mask: Mask, dim: Mask) -> Mask:
        """`mask` without shadows; dim: see `light.weighed`. A new mask is returned where anything is taken away."""
        count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
        result = mask
        for label in range(1, count):
            left, top, width, height, area = (int(value) for value in stats[label])
            if width < _WIDE * height or area < _LEAST_AREA:
                continue
            inside = np.s_[top : top + height, left : left + width]
            own = labels[inside] == label
            shadow = self._shadow(own, np.where(own, dim[inside], 0))
            if shadow is not None:
                result = mask.copy() if result is mask else result
                result[inside][shadow] = 0
        return result

    def _shadow(self, own: NDArray[np.bool_], dim: Mask) -> NDArray[np.bool_] | None:
        if own.shape[0] < _LEAST_HEIGHT:
            return None
        self._seen *= _FADES
        columns = _beside(own, dim > 0)
        if self._is_known:
            columns = columns | self._beyond_body(own, dim)
        if not columns.any() or columns.all():
            return None
        shadow = own & columns[None, :]
        return shadow if self._is_suns(dim[shadow & (dim > 0)]) else None

    def _is_suns(self, depths: NDArray[np.uint8]) -> bool:
        """Whether it is even, and as deep as those of late; nothing is taken away before the sun is known."""
        if depths.size < 5 or float(np.std(depths)) >= _EVEN:
            return False
        depth = float(np.median(depths))
        if self._seen > 1 and abs(depth - self._depth) > 2 * _ALIKE:
            return False
        self._depth += (1.0 if self._seen <= 1 else 0.05) * (depth - self._depth)
        self._seen = min(40.0, self._seen + 1)
        return self._is_known

    @property
    def _is_known(self) -> bool:
        return self._seen >= _SURE

    def _alike(self, dim: Mask) -> NDArray[np.bool_]:
        """Where it is as dark as the shadows of late, or lighter, as at their soft edges."""
        return dim > self._depth - _ALIKE

    def _beyond_body(self, own: NDArray[np.bool_], dim: Mask) -> NDArray[np.bool_]:
        """The columns (width,) that hold next to nothing but shadow of the known depth."""
        solid = (own & ~self._alike(dim)).sum(axis=0)
        tall = own.sum(axis=0)
        peak = int(tall.max())
        found = (solid < _THIN * peak) & (tall < _HIGH * peak)
        return _wide_runs(found, peak)


def _beside(own: NDArray[np.bool_], dimmed: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """The columns (width,) that are low and hold nothing but shadow."""
    tall = own.sum(axis=0)
    peak = int(np.partition(tall, -3)[-3]) if tall.size >= 3 else int(tall.max())
    dark = dimmed.sum(axis=0)
    low = tall < _LOW * peak
    for begin, end in _runs(low):
        if dark[begin:end].sum() < _DIM_SHARE * tall[begin:end].sum():
            low[begin:end] = False
    return _wide_runs(low, peak)


def _wide_runs(columns: NDArray[np.bool_], peak: int) -> NDArray[np.bool_]:
    """The stretches at either end that reach farther out than legs do, less what lies next to the body."""
    found = np.zeros(columns.size, bool)
    kept = max(1, round(_KEPT * peak))
    for begin, end in _runs(columns):
        if end - begin >= _BESIDE * peak and (begin == 0 or end == columns.size):
            found[begin + (kept if begin > 0 else 0) : end - (kept if end < columns.size else 0)] = True
    return found


def _runs(flags: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Begin and end (exclusive) of every stretch of true."""
    steps = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return list(zip(steps[::2].tolist(), steps[1::2].tolist(), strict=True))
