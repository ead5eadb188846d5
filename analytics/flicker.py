"""Rain, snow and the sparks of a weak sensor: what stands out in one picture and nowhere near in the next."""

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]

_MEAN_S = 0.8
_MUCH = 0.0008  # share of the picture that is new
_CELLS, _MANY_CELLS = (4, 4), 8  # and it is so in so many parts of it: an object is in one or two
_OFTEN, _SELDOM = 0.5, 0.2  # of the frames: from the one on it flickers, until the other
_NEAR, _WIDE = np.ones((3, 3), np.uint8), np.ones((5, 5), np.uint8)
_THICK, _AROUND = np.ones((6, 6), np.uint8), np.ones((9, 9), np.uint8)  # a streak is thin, people and cars are not
_LATEST_S = 0.3  # pictures farther apart say nothing: whoever walks is elsewhere too


class Flicker:
    """How much of a camera's picture flickers, and masks without it. One thread."""

    def __init__(self) -> None:
        self._before: list[Mask] = []
        self._often = 0.0
        self._is_on = False

    @property
    def is_on(self) -> bool:
        """Whether there is so much of it that only what lasts can be believed."""
        return self._is_on

    def steady(self, weak: Mask, strong: Mask, dt_s: float) -> tuple[Mask, Mask]:
        """Both masks (0 or 255), while it flickers without what was not there in the two pictures before."""
        last = [mask for mask in self._before if mask.shape == weak.shape]
        self._before = [*last, weak][-2:]
        if len(last) < 2:
            return weak, strong
        is_much = dt_s <= _LATEST_S and self._is_much(strong, last[1])
        self._often += (1 - float(np.exp(-dt_s / _MEAN_S))) * (is_much - self._often)
        self._is_on = self._often > (_SELDOM if self._is_on else _OFTEN)
        if not self._is_on or dt_s > _LATEST_S:
            return weak, strong
        lasts = cv2.bitwise_and(cv2.dilate(last[1], _NEAR), cv2.dilate(last[0], _WIDE))
        return _mask(cv2.bitwise_and(weak, lasts)), _mask(cv2.bitwise_and(strong, lasts))

    @staticmethod
    def _is_much(strong: Mask, before: Mask) -> bool:
        """Whether thin things stand out all over the picture that were not near there in the picture before."""
        least = _MUCH * strong.size
        if cv2.countNonZero(strong) <= least:
            return False
        thick = cv2.dilate(cv2.erode(strong, _THICK), _AROUND)
        fresh = _mask(cv2.bitwise_and(strong, cv2.bitwise_not(cv2.bitwise_or(thick, cv2.dilate(before, _WIDE)))))
        return cv2.countNonZero(fresh) > least and _spread(fresh) >= _MANY_CELLS


def _spread(fresh: Mask) -> int:
    """In how many parts of the picture there is something."""
    down, across = (_edges(length, count) for length, count in zip(fresh.shape, _CELLS, strict=True))
    return sum(cv2.hasNonZero(fresh[rows, columns]) for rows in down for columns in across)


def _edges(length: int, count: int) -> list[slice]:
    """`count` parts of a length, where place i is in part i * count // length."""
    return [slice(-(-length * i // count), -(-length * (i + 1) // count)) for i in range(count)]


def _mask(picture: object) -> Mask:
    return np.asarray(picture, dtype=np.uint8)
