"""What a frame is like, reduced to a few numbers and small pictures; and how two of them compare.

Everything is measured on the luma plane, once a second or less: about a millisecond for a picture of 1080p.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from kernel.frame import Frame, Luma

Picture = NDArray[np.float32]
Blocks = NDArray[np.float32]

WIDTH, HEIGHT = 160, 90
COLUMNS, ROWS = 10, 6
_PROBE_WIDTH = 240
_EDGE_SHARE = 0.1  # a clock written into the picture stands in its top or bottom tenth
_STIRRED = 2  # grey levels


@dataclass(frozen=True, slots=True)
class Look:
    """One frame, reduced.

    small: (90, 160) grey levels, averaged. across, down: its gradients. detail: (6, 10) strength of what is finer than
    that, per block. edges: (6, 10) strength of its gradients. probe: about (135, 240) single pixels, not averaged:
    noise and all. level: mean grey level. bright: the level that 1 % of the picture exceeds. spread: its deviation.
    """

    at: datetime
    size: tuple[int, int]
    small: Picture
    across: Picture
    down: Picture
    detail: Blocks
    edges: Blocks
    probe: Luma
    level: float
    bright: float
    spread: float


def look_at(frame: Frame) -> Look:
    """The frame, reduced; copies what it keeps."""
    luma = frame.luma
    middle = cv2.resize(luma, (2 * WIDTH, 2 * HEIGHT), interpolation=cv2.INTER_AREA).astype(np.float32)
    small = cv2.resize(middle, (WIDTH, HEIGHT), interpolation=cv2.INTER_AREA)
    smooth = cv2.GaussianBlur(small, (0, 0), 0.8)
    across = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=0.25)
    down = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=0.25)
    fine = middle - cv2.GaussianBlur(middle, (0, 0), 1.5)
    inner = small[int(HEIGHT * _EDGE_SHARE) : HEIGHT - int(HEIGHT * _EDGE_SHARE)]
    return Look(
        frame.at,
        (frame.width, frame.height),
        np.asarray(small, np.float32),
        np.asarray(across, np.float32),
        np.asarray(down, np.float32),
        np.sqrt(per_block(fine * fine)),
        np.sqrt(per_block(across * across + down * down)),
        _probe(luma),
        float(inner.mean()),
        float(np.percentile(inner, 99)),
        float(inner.std()),
    )


def stir(now: Look, before: Look) -> float:
    """Share of the single pixels that changed by two grey levels or more, in [0, 1]; sensor noise counts."""
    if now.probe.shape != before.probe.shape:
        return 1.0
    return float(np.count_nonzero(cv2.absdiff(now.probe, before.probe) >= _STIRRED)) / now.probe.size


def alignment(now: Look, across: Picture, down: Picture) -> Blocks:
    """How well the gradients agree in direction and place, per block, in [-1, 1]; blind to brightness and contrast."""
    both = per_block(now.across * across + now.down * down)
    own = per_block(now.across**2 + now.down**2)
    other = per_block(across**2 + down**2)
    return np.asarray(both / np.sqrt(own * other + 1e-6), np.float32)


def likeness(now: Picture, then: Picture) -> float:
    """Correlation of the coarse pictures, in [-1, 1]: what remains of a scene that is out of focus."""
    a, b = (cv2.resize(one, (40, 22), interpolation=cv2.INTER_AREA).ravel() for one in (now, then))
    a, b = a - a.mean(), b - b.mean()
    weight = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / weight if weight > 1e-3 else 0.0


def offset(now: Look, across: Picture, down: Picture) -> tuple[int, int]:
    """By how many small pixels (right, down) the view has shifted, by phase correlation of the edges."""
    window = _window()
    here, there = np.hypot(now.across, now.down), np.hypot(across, down)
    (x, y), _ = cv2.phaseCorrelate(there.astype(np.float64), here.astype(np.float64), window)
    return round(x), round(y)


def shifted(picture: Picture, by: tuple[int, int]) -> Picture:
    """The picture moved right and down."""
    return picture if by == (0, 0) else np.roll(picture, (by[1], by[0]), axis=(0, 1))


def per_block(picture: NDArray[np.float32]) -> Blocks:
    height, width = picture.shape
    blocks = picture.reshape(ROWS, height // ROWS, COLUMNS, width // COLUMNS)
    return np.asarray(blocks.mean(axis=(1, 3)), np.float32)


def _probe(luma: Luma) -> Luma:
    step = max(1, luma.shape[1] // _PROBE_WIDTH)
    edge = int(luma.shape[0] * _EDGE_SHARE)
    return np.ascontiguousarray(luma[edge : luma.shape[0] - edge : step, ::step])


@cache
def _window() -> NDArray[np.float64]:
    return np.asarray(cv2.createHanningWindow((WIDTH, HEIGHT), cv2.CV_64F), np.float64)
