"""The background of one camera: what stands out of it, in spite of noise, light, exposure and a shaking mast.

A running mean and variance per pixel of the reduced, slightly blurred luma. Each frame is first laid over the mean
(shift), then the mean is brought to the frame's exposure (gain and offset); what then differs by more than the noise
stands out. Learning is selective: quick where nothing stands out, slow where something does, hardly at all under a
track, so that a person who stands still stays visible and a moved chair becomes scenery.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analytics.flicker import Flicker
from analytics.light import fit_light, weighed
from analytics.settings import MotionSettings
from analytics.shake import picture_shift
from analytics.sway import Memory
from kernel.frame import Luma
from kernel.geometry import Box

Mask = NDArray[np.uint8]
FloatPicture = NDArray[np.float32]

_VARIANCE_S = 20.0
_FLICKER_VARIANCE_S = 6.0  # in rain it is learnt sooner how much each pixel flickers
_VARIANCE_CLIP = 40.0**2
_IN_BOX_S = 90.0
_LIGHT_S = 4.0  # for this long a change of light leaves doubts
_LIGHT_SHARE = 0.5
_LIT_RIM = np.ones((9, 9), np.uint8)
_MARGIN = 12  # pixels about what is strong in which an object's weaker parts are looked for
_SUSPECT_SWAY = 0.05
_UNEXPLAINED = 0.001  # share of the picture that may stand out before the camera is suspected of shaking
_SWAY_S = 5.0  # for this long a shift leaves doubts about edges
_STEADY_PX = 0.15  # even a steady camera's edges are this unsure
_LOOSE_PX = 0.5  # shaken more than this, nothing can be told of leaves
_SWAYED_S = 0.4  # how often what is known is asked whether it is leaves
_EDGES_S = 0.5  # how often the edges of the mean are measured


@dataclass(frozen=True, slots=True)
class Foreground:
    """What stands out, as masks (0 or 255) of the reduced picture.

    weak: what may belong to an object. strong: what surely is none of the background. core: the part of weak that is
    more than a change of light. dim: where it is darker as a shadow makes it, the ratio (see `light.weighed`), else 0.
    moved: what changed since the last frame. is_settled: false while the whole scene is new (light switched, camera
    moved) and nothing can be said. noise: its standard deviation, grey levels.
    """

    weak: Mask
    strong: Mask
    core: Mask
    dim: Mask
    moved: Mask
    is_settled: bool
    noise: float


def reduced(luma: Luma, width_px: int) -> Luma:
    """`luma`, about `width_px` wide. Large pictures are thinned out first: averaging all of 1080p costs too much."""
    height, width = luma.shape
    if width <= width_px:
        return np.ascontiguousarray(luma)
    size = (width_px, max(16, round(height * width_px / width)))
    if width >= 4 * width_px:
        luma = np.ascontiguousarray(luma[: height // 2 * 2 : 2, : width // 2 * 2 : 2])
    # Bilinear reads two by two pixels, which is all there is up to a third; beyond that they must be averaged.
    tall, wide = luma.shape
    if wide < 3 * width_px:
        return _mask(cv2.resize(luma, size, interpolation=cv2.INTER_LINEAR))
    if wide % size[0] or tall % size[1] or wide // size[0] != tall // size[1]:
        return _mask(cv2.resize(luma, size, interpolation=cv2.INTER_AREA))
    return _averaged(luma, wide // size[0])


def _averaged(luma: Luma, by: int) -> Luma:
    """The means of squares of `by` x `by` pixels, as `INTER_AREA` has them, in less time."""
    rows = luma[::by].astype(np.uint16)
    for i in range(1, by):
        rows += luma[i::by]
    sums = rows[:, ::by].copy()
    for i in range(1, by):
        sums += rows[:, i::by]
    return np.asarray(np.rint(sums.astype(np.float32) * np.float32(1 / (by * by))), np.uint8)


class Background:
    """The background of one camera at one picture size. One thread."""

    def __init__(self, settings: MotionSettings) -> None:
        self._settings = settings
        self._mean: FloatPicture | None = None
        self._variance: FloatPicture = np.zeros((0, 0), np.float32)
        self._previous: FloatPicture = np.zeros((0, 0), np.float32)
        self._out: Mask = np.zeros((0, 0), np.uint8)
        self._light = (1.0, 0.0)
        self._unsure = 0.0
        self._doubt: FloatPicture = np.zeros((0, 0), np.float32)
        self._steepness: FloatPicture = np.zeros((0, 0), np.float32)
        self._edges_s = 0.0
        self._sway = 0.0
        self._flicker = Flicker()
        self._memory = Memory(np.zeros((0, 0), np.float32))
        self._swayed: Mask = np.zeros((0, 0), np.uint8)
        self._swayed_s = 0.0
        self._noise = 2.0
        self._age_s = 0.0
        self._new_scene_s = 0.0
        self.shift = (0.0, 0.0)

    def observe(self, picture: Luma, dt_s: float, tracks: Sequence[Box]) -> Foreground:
        """What stands out in the reduced `picture`, `dt_s` after the last; learns from it.

        tracks: the boxes (normalised) of confirmed objects, as last known.
        """
        now = cv2.GaussianBlur(picture, (3, 3), 0).astype(np.float32)
        if self._mean is None or self._mean.shape != now.shape:
            self._start(now)
            return self._nothing(is_settled=False)
        self._age_s += dt_s
        self._relight(now, dt_s)
        self._sway *= float(np.exp(-dt_s / _SWAY_S))
        self._weigh_doubt(dt_s)
        difference = now - np.minimum(self._mean, 255.0)
        square = difference * difference
        strong = self._beyond(square, self._settings.strong_sigma, self._settings.strong_floor)
        if self._settings.shake_limit > 0 and self._may_be_shaken(strong, tracks):
            shifted = self._straightened(now, difference)
            if shifted is not None:
                now, difference = shifted
                square = difference * difference
                strong = self._beyond(square, self._settings.strong_sigma, self._settings.strong_floor)
        weak = self._beyond(square, self._settings.weak_sigma, self._settings.weak_floor)
        weak, strong = self._flicker.steady(weak, strong, dt_s)
        moved = self._moved(now)
        if self._is_new_scene(strong, tracks, dt_s):
            self._learn_anew(now, difference, dt_s, tracks)
            return self._nothing(is_settled=False)
        warming = self._age_s < self._settings.warmup_s
        body, dim = self._body(now, weak, strong)
        self._learn(difference, square, (weak, _lit(weak, strong, body)), tracks, dt_s)
        self._drop_swayed(now, body, self._labels(None, tracks), dt_s)
        self._out = weak
        return Foreground(weak, strong, body, dim, moved, not warming, self._noise)

    def _body(self, now: FloatPicture, weak: Mask, strong: Mask) -> tuple[Mask, Mask]:
        """The core and what is dimmed, looked for only about what is strong."""
        body, dim = np.zeros_like(weak), np.zeros_like(weak)
        if self._mean is None:
            return body, dim
        left, top, width, height = cv2.boundingRect(strong)
        if width and height:
            part = np.s_[
                max(0, top - _MARGIN) : top + height + _MARGIN, max(0, left - _MARGIN) : left + width + _MARGIN
            ]
            body[part], dim[part] = weighed(now[part], self._mean[part], weak[part], self._noise)
        return body, dim

    def _drop_swayed(self, now: FloatPicture, body: Mask, held: Mask, dt_s: float) -> None:
        """Take from `body` what is the scene itself, moved a little; about known objects (`held`) looked for less often
        and remembered meanwhile.
        """
        if self._mean is None or self._sway > _LOOSE_PX:
            return  # a camera that shakes moves all of the scene, and what is in front of it
        self._swayed_s -= dt_s
        known = held > 0
        asked = body
        if self._swayed_s > 0:
            asked = body.copy()
            asked[known] = 0
        swayed = self._memory.swayed(now, self._mean, asked, self._noise)
        if self._swayed_s > 0:
            swayed[known] = self._swayed[known]
        else:
            self._swayed, self._swayed_s = swayed, _SWAYED_S
        body[swayed > 0] = 0
        self._memory.learn(now, _mask(held | body), dt_s)

    def _may_be_shaken(self, strong: Mask, tracks: Sequence[Box]) -> bool:
        """Whether more stands out than the known objects explain, or the camera was shaken a moment ago."""
        left_over = cv2.countNonZero(strong)
        if self._sway > _SUSPECT_SWAY:
            return left_over > 0
        for box in tracks:
            rows, columns = pixels(_grown(box), strong.shape)
            left_over -= int(np.count_nonzero(strong[rows, columns]))
        return left_over > _UNEXPLAINED * strong.size

    def absorb(self, box: Box) -> None:
        """Take what is in `box` now as background: it is scenery, or the hole that some left."""
        if self._mean is not None:
            rows, columns = pixels(box, self._mean.shape)
            self._mean[rows, columns] = self._previous[rows, columns]

    def is_ghost(self, box: Box) -> bool:
        """Whether what stands out in `box` is a hole: the background has the edges there and the picture has not."""
        if self._mean is None:
            return False
        rows, columns = pixels(_grown(box), self._mean.shape)  # the rim lies on both sides of the edge
        out = self._out[rows, columns]
        rim = cv2.morphologyEx(out, cv2.MORPH_GRADIENT, np.ones((3, 3), np.uint8)) > 0
        if np.count_nonzero(rim) < 12:
            return False
        shown = _steepness(self._previous[rows, columns])[rim].mean()
        learnt = _steepness(np.minimum(self._mean[rows, columns], 255))[rim].mean()
        return bool(learnt > 1.5 * shown + 2 * self._noise)

    def _start(self, now: FloatPicture) -> None:
        self._mean = now.copy()
        self._variance = np.full(now.shape, 4.0, np.float32)
        self._previous = now
        self._memory = Memory(now)
        self._out = np.zeros(now.shape, np.uint8)
        self._age_s = self._new_scene_s = self._edges_s = self._swayed_s = 0.0

    def _nothing(self, *, is_settled: bool) -> Foreground:
        none = np.zeros(self._previous.shape, np.uint8)
        return Foreground(none, none, none, none, none, is_settled, self._noise)

    def _relight(self, now: FloatPicture, dt_s: float) -> None:
        """Bring the mean to the exposure of `now`: a gain and an offset, fitted where nothing stood out."""
        if self._mean is None:
            return
        gain, offset, noise = fit_light(now, self._mean, self._out)
        self._light = (gain, offset)
        self._unsure = min(0.5, self._unsure * float(np.exp(-dt_s / _LIGHT_S)) + abs(gain - 1))
        self._noise += 0.1 * (min(noise, 20.0) - self._noise)
        if abs(gain - 1) > 0.002 or abs(offset) > 0.2:
            self._mean *= gain
            self._mean += offset
            self._memory.relight(gain, offset)

    def _beyond(self, square: FloatPicture, sigmas: float, floor: float) -> Mask:
        """Where the squared difference is beyond `sigmas` deviations of the pixel and of the picture, and `floor`."""
        least = max(floor, sigmas * self._noise)
        tolerance = self._doubt + np.float32(least)
        limit = cv2.max(self._variance * np.float32(sigmas * sigmas), cv2.multiply(tolerance, tolerance))
        return _mask(cv2.compare(square, limit, cv2.CMP_GT))

    def _weigh_doubt(self, dt_s: float) -> None:
        """How far each pixel of the mean may be wrong: at edges by how unsteadily the camera stands, and after a
        change of light at the ends of the tone curve, which is no straight line.
        """
        if self._mean is None:
            return
        self._edges_s -= dt_s
        if self._edges_s <= 0:
            self._steepness, self._edges_s = _steepness(self._mean), _EDGES_S
        sway = _STEADY_PX + min(0.6, self._sway)
        self._doubt = self._steepness * np.float32(sway)
        if self._unsure > 0.01:
            middle = np.array([float(self._mean[::16, ::16].mean())])
            self._doubt += cv2.absdiff(self._mean, middle) * np.float32(_LIGHT_SHARE * self._unsure)

    def _moved(self, now: FloatPicture) -> Mask:
        gain, offset = self._light
        limit = max(5.0, 4.5 * self._noise)
        change = cv2.absdiff(now, self._previous * np.float32(gain) + np.float32(offset))
        self._previous = now
        return _mask(cv2.compare(change, np.array([limit]), cv2.CMP_GT))

    def _is_new_scene(self, strong: Mask, tracks: Sequence[Box], dt_s: float) -> bool:
        """Whether so much stands out beside the tracks that the scene itself has changed."""
        share = cv2.countNonZero(strong) / strong.size
        if share > self._settings.change_share / 2:
            beside = strong.copy()
            for box in tracks:
                rows, columns = pixels(box, strong.shape)
                beside[rows, columns] = 0
            share = cv2.countNonZero(beside) / strong.size
        is_new = share > self._settings.change_share
        self._new_scene_s = self._new_scene_s + dt_s if is_new else 0.0
        return is_new

    def _learn_anew(self, now: FloatPicture, difference: FloatPicture, dt_s: float, tracks: Sequence[Box]) -> None:
        if self._mean is None:
            return
        if self._new_scene_s >= self._settings.change_s:
            self._start(now)
            return
        labels = self._labels(None, tracks)
        self._mean += difference * _rates(labels, dt_s, 0.4, 0.4, 0.4, self._settings.track_s)
        self._out = np.zeros(now.shape, np.uint8)

    def _learn(
        self,
        difference: FloatPicture,
        square: FloatPicture,
        out: tuple[Mask, Mask],
        tracks: Sequence[Box],
        dt_s: float,
    ) -> None:
        """out: what stands out, and the part of it that is light: from that nothing is learnt about the noise."""
        if self._mean is None:
            return
        settings = self._settings
        quick = settings.background_s if self._age_s > 2 * settings.warmup_s else 0.3
        labels = self._labels(out[0], tracks)
        rates = _rates(labels, dt_s, quick, settings.foreground_s, _IN_BOX_S, settings.track_s)
        self._mean += difference * rates
        steady_s = _FLICKER_VARIANCE_S if self._flicker.is_on else _VARIANCE_S
        trust = _rates(_mask(labels | (out[1] & 2)), dt_s, steady_s, steady_s, 1e9, 1e9)
        self._variance += trust * (np.minimum(square, _VARIANCE_CLIP) - self._variance)

    def _labels(self, weak: Mask | None, tracks: Sequence[Box]) -> Mask:
        labels = np.zeros(self._previous.shape, np.uint8) if weak is None else (weak & 1)
        for box in tracks:
            rows, columns = pixels(_grown(box), labels.shape)
            labels[rows, columns] |= 2
        return _mask(labels)

    def _straightened(self, now: FloatPicture, difference: FloatPicture) -> tuple[FloatPicture, FloatPicture] | None:
        """`now` shifted onto the mean, with the new difference; None where a shift explains nothing."""
        if self._mean is None:
            return None
        limit = max(2, round(self._settings.shake_limit * now.shape[1]))
        shift = picture_shift(now, self._mean, limit)
        if max(abs(shift[0]), abs(shift[1])) < 0.4:
            self.shift = (0.0, 0.0)
            return None
        matrix = np.array([[1, 0, shift[0]], [0, 1, shift[1]]], dtype=np.float64)
        size = (now.shape[1], now.shape[0])
        moved = _floats(cv2.warpAffine(now, matrix, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
        after = _floats(moved - np.minimum(self._mean, 255.0))
        edge_x, edge_y = (int(np.ceil(abs(value))) + 1 for value in shift)
        for border in (np.s_[:edge_y], np.s_[-edge_y:], np.s_[:, :edge_x], np.s_[:, -edge_x:]):
            after[border] = 0
        before_sum = float(np.minimum(np.abs(difference[::2, ::2]), 30).mean())
        if float(np.minimum(np.abs(after[::2, ::2]), 30).mean()) > 0.85 * before_sum:
            self.shift = (0.0, 0.0)
            return None
        self.shift = shift
        self._sway = max(self._sway, 0.3 * max(abs(shift[0]), abs(shift[1])))
        return moved, after


def _lit(weak: Mask, strong: Mask, body: Mask) -> Mask:
    """The part of `weak` that is a patch of light, with its rim."""
    bare = cv2.bitwise_not(body)
    lit = cv2.bitwise_and(strong, bare)
    if not cv2.countNonZero(lit):
        return _mask(lit)
    return _mask(cv2.bitwise_and(cv2.dilate(lit, _LIT_RIM), cv2.bitwise_and(weak, bare)))


def _rates(labels: Mask, dt_s: float, quiet_s: float, out_s: float, in_box_s: float, track_s: float) -> FloatPicture:
    """The share of the difference to learn, per pixel, by its label."""
    table = np.zeros(256, np.float32)
    for label, constant_s in ((0, quiet_s), (1, out_s), (2, in_box_s), (3, track_s)):
        table[label] = 1 - np.exp(-dt_s / constant_s)
    return _floats(cv2.LUT(labels, table))


def _steepness(picture: FloatPicture) -> FloatPicture:
    x = cv2.Sobel(picture, cv2.CV_32F, 1, 0)
    y = cv2.Sobel(picture, cv2.CV_32F, 0, 1)
    return _floats(cv2.magnitude(x, y) / 4)


def _mask(picture: object) -> Mask:
    return np.asarray(picture, dtype=np.uint8)


def _floats(picture: object) -> FloatPicture:
    return np.asarray(picture, dtype=np.float32)


def _grown(box: Box) -> Box:
    x, y = 0.08 * box.width + 0.005, 0.08 * box.height + 0.005
    return Box(box.left - x, box.top - y, box.right + x, box.bottom + y)


def pixels(box: Box, shape: tuple[int, ...]) -> tuple[slice, slice]:
    """The rows and columns of a normalised box in a picture of `shape`."""
    height, width = shape[:2]
    top, bottom = max(0, int(box.top * height)), min(height, int(np.ceil(box.bottom * height)))
    left, right = max(0, int(box.left * width)), min(width, int(np.ceil(box.right * width)))
    return slice(top, max(bottom, top)), slice(left, max(right, left))
