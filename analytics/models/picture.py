"""A picture as a network wants it, and its boxes back again."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from analytics.models.adapters import Found
from analytics.models.card import Colours, Input, Levels
from kernel.frame import Bgr
from kernel.geometry import Box

_PAD = 114  # the grey that the YOLO family was trained with
_MEAN = np.array([0.485, 0.456, 0.406], dtype=np.float32)
_DEVIATION = np.array([0.229, 0.224, 0.225], dtype=np.float32)


@dataclass(frozen=True, slots=True)
class Fit:
    """How a picture lies in the input: scaled by `scale`, at the upper left corner `left`, `top`."""

    scale: float
    left: int
    top: int
    width: int
    height: int

    @classmethod
    def of(cls, width: int, height: int, wanted: Input) -> "Fit":
        """A picture of `width` x `height` pixels, as large as it fits, in the middle."""
        scale = min(wanted.width / width, wanted.height / height)
        inner = min(wanted.width, max(1, round(width * scale))), min(wanted.height, max(1, round(height * scale)))
        return cls(scale, (wanted.width - inner[0]) // 2, (wanted.height - inner[1]) // 2, *inner)

    def boxes(self, found: Found) -> list[Box]:
        """The boxes in shares of the picture, cut at its edges."""
        offset = np.array([self.left, self.top] * 2, dtype=np.float32)
        size = np.array([self.width, self.height] * 2, dtype=np.float32)
        shares = np.clip((found.boxes - offset) / size, 0, 1)
        return [Box(*row) for row in shares.astype(float).tolist()]


def prepared(picture: Bgr, wanted: Input) -> NDArray[np.generic]:
    """The picture as one entry of the network's batch: letterboxed, in its axes, colours, levels and type."""
    fit = Fit.of(picture.shape[1], picture.shape[0], wanted)
    canvas = np.full((wanted.height, wanted.width, 3), _PAD, dtype=np.uint8)
    how = cv2.INTER_AREA if fit.scale < 1 else cv2.INTER_LINEAR
    inner = np.s_[fit.top : fit.top + fit.height, fit.left : fit.left + fit.width]
    canvas[inner] = cv2.resize(picture, (fit.width, fit.height), interpolation=how)
    if wanted.colours is Colours.RGB:
        canvas = canvas[..., ::-1]
    values: NDArray[np.generic] = canvas if wanted.dtype == "uint8" else _levelled(canvas, wanted.levels, wanted.dtype)
    return np.ascontiguousarray(values.transpose(2, 0, 1) if wanted.is_channels_first else values)


def _levelled(canvas: Bgr, levels: Levels, dtype: str) -> NDArray[np.generic]:
    values = canvas.astype(np.float32)
    if levels is not Levels.BYTES:
        values /= np.float32(255)
    if levels is Levels.IMAGENET:
        values = (values - _MEAN) / _DEVIATION
    return values.astype(dtype)
