"""What is done to the pictures of an export: objects made unrecognisable, the time written in. Works on YUV 4:2:0."""

import math
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, tzinfo

import cv2
import numpy as np
from numpy.typing import NDArray

from kernel.clock import from_us
from kernel.frame import Bgr
from kernel.geometry import Box

Plane = NDArray[np.uint8]
Planes = tuple[Plane, Plane, Plane]
"""Luma (height, width) and both chromas at half the size, to be changed in place."""

Retouch = Callable[[Planes, int], None]
"""Changes a picture that is shown at the given UTC microseconds."""

CELLS = 6  # along the longer side: a face is then at most one or two cells
_LEAST_CELL_PX = 10
_LEVEL = 16
_STRIP_SHARE = 0.032


def blur(boxes_at: Callable[[int], Sequence[Box]]) -> Retouch:
    """Covers the boxes of each moment so that nothing can be won back: few cells, smoothed, rounded to 16 levels."""

    def touch(planes: Planes, at_us: int) -> None:
        boxes = boxes_at(at_us)
        if boxes:
            cover(planes, boxes)

    return touch


def cover(planes: Planes, boxes: Sequence[Box]) -> None:
    """Replace what is in each box by `CELLS` cells along its longer side."""
    clear = tuple(plane.copy() for plane in planes)
    for box in boxes:
        left, top, right, bottom = _pixels(box, planes[0].shape)
        if right - left < 2 or bottom - top < 2:
            continue
        cell_px = max(_LEAST_CELL_PX, max(right - left, bottom - top) / CELLS)
        cells = (max(1, round((right - left) / cell_px)), max(1, round((bottom - top) / cell_px)))
        for plane, source, step in zip(planes, clear, (1, 2, 2), strict=True):
            part = np.s_[top // step : bottom // step, left // step : right // step]
            plane[part] = _coarse(source[part], cells)


def cover_colour(picture: Bgr, boxes: Sequence[Box]) -> None:
    """The same on a picture of (height, width, 3)."""
    clear = picture.copy()
    for box in boxes:
        left, top, right, bottom = _pixels(box, picture.shape)
        if right - left >= 2 and bottom - top >= 2:
            cell_px = max(_LEAST_CELL_PX, max(right - left, bottom - top) / CELLS)
            cells = (max(1, round((right - left) / cell_px)), max(1, round((bottom - top) / cell_px)))
            picture[top:bottom, left:right] = _coarse(clear[top:bottom, left:right], cells)


def _coarse(patch: Plane, cells: tuple[int, int]) -> Plane:
    small = cv2.GaussianBlur(cv2.resize(patch, cells, interpolation=cv2.INTER_AREA), (3, 3), 0)
    # Averages over many frames would otherwise add up to finer ones. 128, the grey of chroma, stays what it is.
    levels = np.minimum(small.astype(np.uint16) + _LEVEL // 2, 255) // _LEVEL * _LEVEL
    size = (patch.shape[1], patch.shape[0])
    return np.asarray(cv2.resize(levels.astype(np.uint8), size, interpolation=cv2.INTER_LINEAR), np.uint8)


def _pixels(box: Box, shape: tuple[int, ...]) -> tuple[int, int, int, int]:
    """Left, top, right, bottom in whole chroma pixels, outwards."""
    high, wide = shape[:2]
    right, bottom = min(wide, 2 * math.ceil(box.right * wide / 2)), min(high, 2 * math.ceil(box.bottom * high / 2))
    return 2 * math.floor(box.left * wide / 2), 2 * math.floor(box.top * high / 2), right, bottom


def burn_in(name: str, zone: tzinfo) -> Retouch:
    """Writes the camera's name, UTC and local time of each frame into the upper left corner."""

    def touch(planes: Planes, at_us: int) -> None:
        write(planes, stamp(name, from_us(at_us), zone))

    return touch


def stamp(name: str, at: datetime, zone: tzinfo) -> str:
    """`name  2026-01-01 08:00:00.040 UTC  16:00:00.040 +08:00`, the local date too where it is another."""
    local = at.astimezone(zone)
    offset = local.strftime("%z")
    utc = at.strftime("%Y-%m-%d %H:%M:%S.") + f"{at.microsecond // 1000:03d} UTC"
    day = local.strftime("%Y-%m-%d ") if local.date() != at.date() else ""
    here = day + local.strftime("%H:%M:%S.") + f"{at.microsecond // 1000:03d} {offset[:3]}:{offset[3:5]}"
    return f"{name}  {utc}  {here}"


def write(planes: Planes, text: str) -> None:
    """One line of ASCII, white on black, as large as the picture allows."""
    high, wide = planes[0].shape
    scale, thick = max(0.35, high * _STRIP_SHARE / 30), 1 if high < 900 else 2
    (text_wide, text_high), base = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, scale, thick)
    if text_wide > wide * 0.96:
        scale *= wide * 0.96 / text_wide
        (text_wide, text_high), base = cv2.getTextSize(text, cv2.FONT_HERSHEY_DUPLEX, scale, thick)
    pad = max(3, text_high // 3)
    right, bottom = (min(wide, text_wide + 2 * pad) + 1) & ~1, (text_high + base + 2 * pad + 1) & ~1
    planes[0][:bottom, :right] = 16
    for chroma in planes[1:]:
        chroma[: bottom // 2, : right // 2] = 128
    origin = (pad, pad + text_high)
    cv2.putText(planes[0], text, origin, cv2.FONT_HERSHEY_DUPLEX, scale, (235,), thick, cv2.LINE_AA)


def all_of(retouches: Iterable[Retouch]) -> Retouch:
    """One after the other."""
    steps = tuple(retouches)

    def touch(planes: Planes, at_us: int) -> None:
        for step in steps:
            step(planes, at_us)

    return touch
