"""A glance: a picture at small size, compared with a running background in spite of noise, light and auto-exposure.

It must be cheap, and rather wake once too often: what stands out is judged by the analysis, not here.
"""

import math
from dataclasses import dataclass
from datetime import datetime

import cv2
import numpy as np
from numpy.typing import NDArray

from ingest.gate.settings import GateSettings
from kernel.frame import Luma

FloatPicture = NDArray[np.float32]
Mask = NDArray[np.uint8]

WIDTH_PX = 320
_MEAN_S = 20.0  # time constant where nothing stands out
_OUT_S = 240.0  # and where something does: who stands still is there for minutes
_DEVIATION_S = 300.0  # what once woke for nothing is forgiven as slowly as this
_NOISES, _DEVIATIONS = 5.0, 3.0
_MOST_DEVIATION = 12.0  # however much a tree sways, what differs by three times this wakes
_NEW_SHARE = 0.6  # when so much changes at once it is the light, or the camera was turned
_SET_BACK_S = 30.0
_SAMPLE = np.s_[::6, ::6]


@dataclass(frozen=True, slots=True)
class Sight:
    """What one glance saw. blob_px: the largest connected piece that stands out. noise: standard deviation.

    is_new: there was nothing to compare with, or the whole picture is another.
    """

    blob_px: int
    noise: float
    is_new: bool = False


class Glancer:
    """Glances at one camera's pictures, in the order of their times. One thread."""

    def __init__(self, settings: GateSettings) -> None:
        self._settings = settings
        self._mean: FloatPicture | None = None
        self._now: FloatPicture = np.zeros((0, 0), np.float32)
        self._variance: FloatPicture = np.zeros((0, 0), np.float32)
        self._out: Mask = np.zeros((0, 0), np.uint8)
        self._alarm: tuple[Mask, FloatPicture] | None = None
        self._at: datetime | None = None
        self._looks = 0
        self.noise = 2.0

    def is_due(self, at: datetime, pause_s: float) -> bool:
        """Whether the last glance lies so far back, or the clock was set back."""
        since_s = 0.0 if self._at is None else (at - self._at).total_seconds()
        return self._at is None or since_s >= pause_s or since_s < -_SET_BACK_S

    def see(self, luma: Luma, at: datetime) -> Sight:
        """Compare a picture and learn from it."""
        now = small(luma)
        dt_s = 0.0 if self._at is None else min(10.0, max(0.0, (at - self._at).total_seconds()))
        self._at, self._now = at, now
        if self._mean is None or self._mean.shape != now.shape:
            return self._begin(now)
        difference = self._compare(now)
        if cv2.countNonZero(self._out) > _NEW_SHARE * self._out.size:
            return self._begin(now)
        self._learn(now, difference, dt_s)
        return Sight(_largest(self._out), self.noise)

    def peek(self, luma: Luma) -> int:
        """The largest piece that stands out of an earlier picture, pixels; nothing is learnt."""
        now = small(luma)
        if self._mean is None or self._mean.shape != now.shape:
            return 0
        return _largest(self._standing_out(np.asarray(cv2.absdiff(now, self._mean), np.float32)))

    def alarm(self) -> None:
        """The last glance wakes the analysis: remember by what, should it find nothing there."""
        if self._mean is not None and self._mean.shape == self._now.shape:
            self._alarm = self._out, np.asarray(cv2.absdiff(self._now, self._mean), np.float32)

    def absorb(self, was_for_nothing: bool) -> None:
        """The analysis found nothing, or what there was is gone: what stands out now is scenery.

        was_for_nothing: nothing was found at all since the alarm; what raised it must differ by more the next time.
        """
        if self._mean is None:
            return
        if was_for_nothing and self._alarm is not None and self._alarm[0].shape == self._variance.shape:
            mask, difference = self._alarm
            swing = np.minimum(difference / np.float32(_DEVIATIONS) * 1.2, _MOST_DEVIATION) ** 2
            wide = cv2.dilate(mask, np.ones((3, 3), np.uint8)) > 0
            self._variance[wide] = np.maximum(self._variance, swing)[wide]
        self._alarm = None
        out = self._out > 0
        self._mean[out] = self._now[out]
        self._out = np.zeros_like(self._out)

    def _begin(self, now: FloatPicture) -> Sight:
        self._mean = now.copy()
        self._variance = np.full(now.shape, 1.0, np.float32)
        self._out = np.zeros(now.shape, np.uint8)
        self._alarm = None
        self._looks = 1
        return Sight(0, self.noise, is_new=True)

    def _compare(self, now: FloatPicture) -> FloatPicture:
        assert self._mean is not None
        gain, offset = _light(now[_SAMPLE], self._mean[_SAMPLE], self._out[_SAMPLE] == 0)
        if abs(gain - 1) > 0.002 or abs(offset) > 0.2:
            self._mean = self._mean * np.float32(gain) + np.float32(offset)
        difference = np.asarray(cv2.absdiff(now, self._mean), np.float32)
        self.noise += 0.2 * (min(20.0, 1.48 * _median(difference[_SAMPLE])) - self.noise)
        self._out = self._standing_out(difference)
        return difference

    def _standing_out(self, difference: FloatPicture) -> Mask:
        least = max(self._settings.floor, _NOISES * self.noise)
        limit = cv2.max(cv2.multiply(self._variance, np.array([_DEVIATIONS**2])), np.array([least * least]))
        return np.asarray(cv2.compare(cv2.multiply(difference, difference), limit, cv2.CMP_GT), np.uint8)

    def _learn(self, now: FloatPicture, difference: FloatPicture, dt_s: float) -> None:
        assert self._mean is not None
        self._looks += 1
        quiet = max(1 - math.exp(-dt_s / _MEAN_S), 1 / self._looks)  # a mean of all at first
        still = cv2.bitwise_not(self._out)
        cv2.accumulateWeighted(now, self._mean, quiet, still)
        if cv2.countNonZero(self._out):
            cv2.accumulateWeighted(now, self._mean, 1 - math.exp(-dt_s / _OUT_S), self._out)
        square = cv2.min(cv2.multiply(difference, difference), np.array([_MOST_DEVIATION**2]))
        cv2.accumulateWeighted(square, self._variance, 1 - math.exp(-dt_s / _DEVIATION_S), still)


def small(luma: Luma) -> FloatPicture:
    """`luma`, about `WIDTH_PX` wide and as float32. A large picture is thinned out first, then averaged."""
    height, width = luma.shape
    step = max(1, width // (2 * WIDTH_PX))
    if step > 1:
        luma = np.ascontiguousarray(luma[::step, ::step])
    if width > WIDTH_PX:
        size = (WIDTH_PX, max(16, round(height * WIDTH_PX / width)))
        luma = np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)
    return np.asarray(cv2.GaussianBlur(luma, (3, 3), 0), np.float32)


def _light(now: FloatPicture, mean: FloatPicture, quiet: NDArray[np.bool_]) -> tuple[float, float]:
    """Gain and offset that bring `mean` to the exposure of `now`, by medians of what stood still."""
    if np.count_nonzero(quiet) < 50:
        return 1.0, 0.0
    now, mean = now[quiet], mean[quiet]
    gain = _median(now / np.maximum(mean, np.float32(8)))
    return gain, _median(now - np.float32(gain) * mean)


def _median(values: NDArray[np.floating]) -> float:
    """The upper median; numpy's own spends half its time looking for NaN."""
    return float(np.partition(values, values.size // 2, axis=None)[values.size // 2])


def _largest(mask: Mask) -> int:
    if not cv2.countNonZero(mask):
        return 0
    _, _, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8, ltype=cv2.CV_32S)
    return int(stats[1:, cv2.CC_STAT_AREA].max())
