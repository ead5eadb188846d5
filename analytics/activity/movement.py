"""Movement: what changed in a camera's picture within the last seconds, in spite of noise, light and a shaking mast.

Cheaper and shorter of memory than the background of the rules: it looks at a few pictures a second, or at keyframes
only, and forgets what stands still after some seconds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import cv2
import numpy as np
from numpy.typing import NDArray

from analytics.activity.grid import COLUMNS, ROWS, Levels, levels_of
from analytics.light import fit_light
from analytics.motion import reduced
from analytics.shake import picture_shift
from kernel.frame import Luma

FloatPicture = NDArray[np.float32]
Mask = NDArray[np.uint8]

WIDTH_PX = 320
LOOK_S = 0.33  # a picture sooner after the last than this is passed over
_FORGET_S = 10.0  # after a pause this long the picture is a new one
_MEMORY_S = 3.0
_DEVIATION_S = 30.0
_DEVIATION_CLIP = 16.0
_FLOOR = 8.0
_NOISES, _DEVIATIONS = 5.0, 4.0
_LIGHT_SHARE = 0.6  # when more of the picture changes at once it is the light, or the camera was moved
_SHAKEN_SHARE = 0.02
_SHAKE_LIMIT = 0.02
_EDGE_PX = np.float32(0.5)
_BETTER = 0.85  # a shift that leaves more of the difference than this explains nothing


@dataclass(frozen=True, slots=True)
class Look:
    """What had moved when the picture of `at` was compared with those up to `since`.

    levels: (ROWS, COLUMNS), 0 to 3. share: of the picture that moved, 0 to 1.
    """

    since: datetime
    at: datetime
    levels: Levels
    share: float


class Movement:
    """The movement in one camera's pictures, in their order. One thread."""

    def __init__(self) -> None:
        self._mean: FloatPicture | None = None
        self._deviation: FloatPicture = np.zeros((0, 0), np.float32)
        self._out: Mask = np.zeros((0, 0), np.uint8)
        self._noise = 2.0
        self._at: datetime | None = None

    def look(self, luma: Luma, at: datetime) -> Look | None:
        """Compare a picture; None when it was too soon after the last, or there was none to compare it with."""
        if not self._is_due(at):
            return None
        since, self._at = self._at, at
        now = cv2.GaussianBlur(reduced(luma, WIDTH_PX), (3, 3), 0).astype(np.float32)
        if since is None or self._mean is None or self._mean.shape != now.shape or not _follows(since, at):
            self._start(now)
            return None
        out = self._compare(now, (at - since).total_seconds())
        cells = np.asarray(cv2.resize(out, (COLUMNS, ROWS), interpolation=cv2.INTER_AREA), np.float32)
        return Look(since, at, levels_of(cells / np.float32(255)), cv2.countNonZero(out) / out.size)

    def forget(self) -> None:
        """The next picture begins anew."""
        self._mean, self._at = None, None

    def _is_due(self, at: datetime) -> bool:
        if self._at is None:
            return True
        return not timedelta() <= at - self._at < timedelta(seconds=0.9 * LOOK_S)

    def _compare(self, now: FloatPicture, dt_s: float) -> Mask:
        assert self._mean is not None
        gain, offset, noise = fit_light(now, self._mean, self._out)
        self._noise += 0.2 * (min(noise, 20.0) - self._noise)
        self._mean = self._mean * np.float32(gain) + np.float32(offset)
        difference = _apart(now, self._mean)
        out = self._beyond(difference)
        if cv2.countNonZero(out) > _SHAKEN_SHARE * out.size:
            straight = self._straightened(now)
            if straight is not None and straight[1].mean() < _BETTER * difference.mean():
                now, difference = straight
                # A shift is found to a fraction of a pixel, and edges show what is left of it.
                difference = np.maximum(difference - _EDGE_PX * _steepness(self._mean), 0)
                out = self._beyond(difference)
        if cv2.countNonZero(out) > _LIGHT_SHARE * out.size:
            self._start(now)
            return np.zeros_like(out)
        self._out = out
        self._mean += (now - self._mean) * np.float32(1 - np.exp(-dt_s / _MEMORY_S))
        trust = np.float32(1 - np.exp(-dt_s / _DEVIATION_S))
        self._deviation += (np.minimum(difference, _DEVIATION_CLIP) - self._deviation) * trust
        return out

    def _beyond(self, difference: FloatPicture) -> Mask:
        limit = cv2.max(self._deviation * np.float32(_DEVIATIONS), np.array([max(_FLOOR, _NOISES * self._noise)]))
        out = cv2.compare(difference, limit, cv2.CMP_GT)
        # Single pixels are noise, whatever their cell; a small distant walker is a few pixels that touch.
        return np.asarray(cv2.morphologyEx(out, cv2.MORPH_OPEN, np.ones((2, 2), np.uint8)), np.uint8)

    def _straightened(self, now: FloatPicture) -> tuple[FloatPicture, FloatPicture] | None:
        """`now` shifted onto the mean, and what differs then; None where there is nothing to shift."""
        assert self._mean is not None
        x, y = picture_shift(now, self._mean, max(2, round(_SHAKE_LIMIT * now.shape[1])))
        if max(abs(x), abs(y)) < 0.4:
            return None
        matrix = np.array([[1, 0, x], [0, 1, y]], dtype=np.float64)
        size = (now.shape[1], now.shape[0])
        moved = np.asarray(cv2.warpAffine(now, matrix, size, borderMode=cv2.BORDER_REPLICATE), np.float32)
        difference = _apart(moved, self._mean)
        edge_x, edge_y = (int(np.ceil(abs(value))) + 1 for value in (x, y))
        for border in (np.s_[:edge_y], np.s_[-edge_y:], np.s_[:, :edge_x], np.s_[:, -edge_x:]):
            difference[border] = 0
        return moved, difference

    def _start(self, now: FloatPicture) -> None:
        self._mean = now.copy()
        self._deviation = np.full(now.shape, 1.0, np.float32)
        self._out = np.zeros(now.shape, np.uint8)


def _apart(a: FloatPicture, b: FloatPicture) -> FloatPicture:
    return np.asarray(cv2.absdiff(a, b), np.float32)


def _steepness(picture: FloatPicture) -> FloatPicture:
    """Grey levels per pixel."""
    x, y = (cv2.Sobel(picture, cv2.CV_32F, dx, 1 - dx, scale=0.125) for dx in (1, 0))
    return np.asarray(cv2.magnitude(x, y), np.float32)


def _follows(since: datetime, at: datetime) -> bool:
    return timedelta() < at - since <= timedelta(seconds=_FORGET_S)
