"""Light: how the exposure changed, and which changes are light alone. Pure arithmetic on arrays."""

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]
FloatPicture = NDArray[np.float32]

_STEP = 8  # every eighth pixel in each direction is enough to judge the light
_SATURATED = 248.0
_DARK = 12.0
_LEAST_RATIO, _MOST_RATIO = 0.45, 2.2  # beyond these no shadow and no lamp goes
DIM = 200  # the parts of a ratio of 1
_DEEPEST, _FAINTEST = 0.25, 0.93  # a hard shadow leaves so much of the light
_ABOUT = np.ones((9, 9), np.uint8)
_BRIGHTER, _BLACK = 1.5, 8.0  # a ratio from which a lamp is thought of; grey levels that black may be off
_CRISP = 0.055  # change of the ratio per pixel that only an object's edge makes


def fit_light(now: FloatPicture, mean: FloatPicture, out: Mask) -> tuple[float, float, float]:
    """Gain, offset and noise (robust deviation) with `now` = gain * `mean` + offset where nothing stood out."""
    a = mean[2::_STEP, 2::_STEP].ravel()
    b = now[2::_STEP, 2::_STEP].ravel()
    usable = (a > _DARK) & (a < _SATURATED) & (b < _SATURATED)
    quiet = usable & (out[2::_STEP, 2::_STEP].ravel() == 0)
    if np.count_nonzero(quiet) > 0.15 * a.size:
        usable = quiet
    a, b = a[usable], b[usable]
    if a.size < 50:
        return 1.0, 0.0, 2.0
    gain = _median(b / a)
    offset = 0.0
    for _ in range(2):
        miss = b - gain * a - offset
        spread = 1.4826 * _median(np.abs(miss - _median(miss)))
        near = np.abs(miss) < 2.5 * spread + 1.0
        x, y = a[near], b[near]
        if x.size < 30:
            break
        mid_x, mid_y = float(x.mean()), float(y.mean())
        wide = float(((x - mid_x) ** 2).mean())
        if wide < 25.0:  # one grey level all over: a gain cannot be told from an offset
            offset = mid_y - gain * mid_x
            continue
        gain = float(((x - mid_x) * (y - mid_y)).mean()) / wide
        offset = mid_y - gain * mid_x
    if not 0.2 < gain < 5:
        return 1.0, 0.0, 2.0
    miss = b - gain * a - offset
    return gain, offset, 1.4826 * _median(np.abs(miss))


def core(now: FloatPicture, expected: FloatPicture, weak: Mask, noise: float) -> Mask:
    """The part of `weak` that is more than light: see `weighed`."""
    return weighed(now, expected, weak, noise)[0]


def weighed(now: FloatPicture, expected: FloatPicture, weak: Mask, noise: float) -> tuple[Mask, Mask]:
    """The part of `weak` that is more than light, and the part that is dimmed as a shadow dims.

    A shadow or a lamp's patch changes brightness by a ratio that is moderate and smooth, an object has edges. The
    inside of a closed outline belongs to it. The first is 0 or 255; the second the ratio in `DIM` parts, else 0.
    """
    floor = np.asarray(expected + np.float32(4.0), np.float32)
    ratio = cv2.divide(now + np.float32(4.0), floor)
    slope = _slope(np.asarray(ratio, np.float32))
    # A rim is steep for how bright the patch is; and where it is dark, noise alone makes the ratio uneven.
    rim = np.maximum(floor, now) * np.float32(_CRISP)
    if cv2.countNonZero(cv2.compare(ratio, np.array([_BRIGHTER]), cv2.CMP_GT)):
        # Black is nowhere quite 0: under a lamp edges of the scene itself show in the ratio.
        edge = _slope(floor)
        rim = np.maximum(rim, rim + edge * (ratio - 1) * (np.float32(_BLACK) / floor))
    crisp = cv2.compare(slope * floor, cv2.max(rim, np.array([1.5 * noise])), cv2.CMP_GT)
    crisp = cv2.dilate(crisp, np.ones((3, 3), np.uint8))
    extreme = cv2.bitwise_not(cv2.inRange(ratio, np.array([_LEAST_RATIO]), np.array([_MOST_RATIO])))
    extreme = cv2.bitwise_and(extreme, cv2.dilate(crisp, _ABOUT))  # a lamp's beam has no edges, however bright it is
    body = np.asarray(cv2.bitwise_and(weak, cv2.bitwise_or(crisp, extreme)), dtype=np.uint8)
    dimmed = cv2.inRange(ratio, np.array([_DEEPEST]), np.array([_FAINTEST]))
    dim = cv2.bitwise_and(cv2.convertScaleAbs(ratio, alpha=DIM), dimmed)
    return body, np.asarray(dim, dtype=np.uint8)


def _slope(picture: FloatPicture) -> FloatPicture:
    """The change for each pixel, across or along, whichever is more."""
    across = cv2.Sobel(picture, cv2.CV_32F, 1, 0, scale=0.125)
    along = cv2.Sobel(picture, cv2.CV_32F, 0, 1, scale=0.125)
    return np.asarray(np.maximum(np.abs(across), np.abs(along)), np.float32)


def _median(values: NDArray[np.floating]) -> float:
    """The upper median; numpy's own spends half its time looking for NaN."""
    return float(np.partition(values, values.size // 2)[values.size // 2])
