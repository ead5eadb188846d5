"""Shake: how far a picture is shifted against another. Pure arithmetic on arrays."""

import cv2
import numpy as np
from numpy.typing import NDArray

FloatPicture = NDArray[np.float32]


def picture_shift(now: FloatPicture, mean: FloatPicture, limit: int) -> tuple[float, float]:
    """How far to move `now` (x, y, pixels) to lie on `mean`, from the sums of rows and of columns."""
    shifts = []
    for axis in (0, 1):
        a = np.diff(cv2.reduce(now, axis, cv2.REDUCE_AVG).ravel())
        b = np.diff(cv2.reduce(mean, axis, cv2.REDUCE_AVG).ravel())
        shifts.append(_profile_shift(a, b, limit))
    return shifts[0], shifts[1]


def _profile_shift(a: NDArray[np.float32], b: NDArray[np.float32], limit: int) -> float:
    inner = b[limit:-limit]
    windows = np.lib.stride_tricks.sliding_window_view(a, inner.size)
    clip = 4 * float(np.median(np.abs(inner))) + 0.5
    cost = np.minimum(np.abs(windows - inner), clip).sum(axis=1)
    best = int(cost.argmin())
    if not 0 < best < len(cost) - 1:
        return float(limit - best)
    low, mid, high = (float(cost[best + i]) for i in (-1, 0, 1))
    bend = low - 2 * mid + high
    return limit - best - (0.5 * (low - high) / bend if bend > 0 else 0.0)
