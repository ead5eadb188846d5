"""Sway: which of what stands out is a piece of the scene that has moved a little: leaves, grass, a flag, a loose sign.

Pure arithmetic on arrays.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
FloatPicture = NDArray[np.float32]

_REACH = 3  # pixels of the halved pictures that a piece may have moved
_BLOCK = (5, 5)  # pixels of the halved pictures that are found again together
_KEPT = 0.5  # so much of the difference may be left where the scene is found again
_LEAST, _LEAST_SIGMA = 2.5, 1.2  # grey levels that are no difference, and the same in deviations of the noise
_MARGIN = 2 * (_REACH + 3)
_WIDE = (15, 15)  # pixels of the halved pictures over which the light is the same
_ABOUT, _SHARE = (9, 9), 0.45  # what has so much of it found again about it is of the same piece
_RIM = np.ones((9, 9), np.uint8)
_RENEWED_S = 10.0


class Memory:
    """A sharp picture of the scene, some seconds old: the mean of leaves that move is a blur. One thread."""

    def __init__(self, now: FloatPicture) -> None:
        self._scene = now.copy()
        self._age_s = 0.0

    def relight(self, gain: float, offset: float) -> None:
        """The light of the whole picture has changed."""
        self._scene *= np.float32(gain)
        self._scene += np.float32(offset)

    def learn(self, now: FloatPicture, held: Mask, dt_s: float) -> None:
        """Take over what is seen now, from time to time; not about what is none of the scene (`held`, not 0)."""
        self._age_s += dt_s
        if self._age_s >= _RENEWED_S:
            self._age_s = 0.0
            np.copyto(self._scene, now, where=cv2.dilate(held, _RIM) == 0)

    def swayed(self, now: FloatPicture, mean: FloatPicture, out: Mask, noise: float) -> Mask:
        """Where (0 or 255) `out` holds nothing but the scene, moved by a few pixels.

        now, mean: the picture and the background, of one size. out: 0 or 255, what stands out.
        """
        found = np.zeros_like(out)
        left, top, width, height = cv2.boundingRect(out)
        if not width or not height:
            return found
        rows = slice(max(0, top - _MARGIN), min(out.shape[0], top + height + _MARGIN))
        columns = slice(max(0, left - _MARGIN), min(out.shape[1], left + width + _MARGIN))
        place = np.s_[rows, columns]
        a, b, scene = _halved(now[place]), _halved(mean[place]), _halved(self._scene[place])
        if min(a.shape) < 3:
            return found
        scene = scene * cv2.divide(cv2.blur(b + 1, _WIDE), cv2.blur(scene + 1, _WIDE))
        away = cv2.max(cv2.absdiff(a, b), cv2.absdiff(a, scene))
        stays = cv2.boxFilter(away, cv2.CV_32F, _BLOCK)
        limit = cv2.max(stays * np.float32(_KEPT), np.array([max(_LEAST, _LEAST_SIGMA * noise)]))
        again = _mask(cv2.compare(_nearest(a, scene), limit, cv2.CMP_LE))
        stands = _mask(cv2.resize(out[place], (a.shape[1], a.shape[0]), interpolation=cv2.INTER_AREA))
        stands_again = cv2.boxFilter(cv2.bitwise_and(stands, again), cv2.CV_32F, _ABOUT)
        same = cv2.compare(stands_again, cv2.boxFilter(stands, cv2.CV_32F, _ABOUT) * np.float32(_SHARE), cv2.CMP_GT)
        size = (columns.stop - columns.start, rows.stop - rows.start)
        whole = cv2.resize(same, size, interpolation=cv2.INTER_NEAREST)
        found[place] = cv2.bitwise_and(whole, out[place])
        return found


def _nearest(a: FloatPicture, b: FloatPicture) -> FloatPicture:
    """For each block of `a` the least mean difference from a block of `b` near by."""
    height, width = a.shape
    about = cv2.copyMakeBorder(b, _REACH, _REACH, _REACH, _REACH, cv2.BORDER_REPLICATE)
    best, away = np.full(a.shape, 255, np.float32), np.empty_like(a)
    for y in range(2 * _REACH + 1):
        for x in range(2 * _REACH + 1):
            cv2.absdiff(a, about[y : y + height, x : x + width], away)
            cv2.min(best, cv2.boxFilter(away, cv2.CV_32F, _BLOCK), best)
    return best


def _halved(picture: FloatPicture) -> FloatPicture:
    size = (max(1, picture.shape[1] // 2), max(1, picture.shape[0] // 2))
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.float32)


def _mask(picture: object) -> Mask:
    return np.asarray(picture, dtype=np.uint8)
