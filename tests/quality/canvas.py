"""Painting on a picture with who owns each pixel; things are drawn on a patch of their own, larger, and laid in."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
Picture = NDArray[np.uint8]
Colour = tuple[float, float, float]

_SHIFT = 4


class Patch:
    """A thing's own little picture with its mask, in the place of the box (pixels) that surrounds it."""

    def __init__(self, points: FloatArray, margin: float, base: Colour) -> None:
        low = np.floor(points[:, :2].min(axis=0) - margin).astype(int)
        high = np.ceil(points[:, :2].max(axis=0) + margin).astype(int) + 1
        low, high = np.maximum(low, -1500), np.minimum(high, 3000)
        self.left, self.top = int(low[0]), int(low[1])
        self.width, self.height = max(2, int(high[0] - low[0])), max(2, int(high[1] - low[1]))
        self.zoom = 3 if self.height < 60 else 2 if self.height < 220 else 1
        self.bgr: Picture = np.full((self.height * self.zoom, self.width * self.zoom, 3), base, np.uint8)
        self.mask: Picture = np.zeros(self.bgr.shape[:2], np.uint8)

    def limb(self, a: FloatArray, b: FloatArray, wide: float, colour: Colour) -> None:
        """A rounded stroke from `a` to `b` (pixels of the picture), `wide` pixels across."""
        thick = max(1, round(wide * self.zoom))
        for target, value in ((self.bgr, colour), (self.mask, (255.0,))):
            cv2.line(target, self._at(a), self._at(b), value, thick, cv2.LINE_AA, _SHIFT)

    def disc(self, centre: FloatArray, radius: float, colour: Colour) -> None:
        size = max(1, round(radius * self.zoom * (1 << _SHIFT)))
        for target, value in ((self.bgr, colour), (self.mask, (255.0,))):
            cv2.circle(target, self._at(centre), size, value, -1, cv2.LINE_AA, _SHIFT)

    def shape(self, corners: FloatArray, colour: Colour) -> None:
        """A filled convex polygon around the corners (n, 2 or more)."""
        points = np.array([self._at(corner) for corner in corners], np.int32)
        hull = cv2.convexHull(points)
        for target, value in ((self.bgr, colour), (self.mask, (255.0,))):
            cv2.fillConvexPoly(target, hull, value, cv2.LINE_AA, _SHIFT)

    def tint(self, texture: FloatArray) -> None:
        """Multiply the colours by a texture that is stretched over the patch."""
        size = (self.bgr.shape[1], self.bgr.shape[0])
        factor = cv2.resize(texture.astype(np.float32), size, interpolation=cv2.INTER_LINEAR)
        self.bgr = np.clip(self.bgr * factor[..., None], 0, 255).astype(np.uint8)

    def _at(self, point: FloatArray) -> tuple[int, int]:
        scale = self.zoom * (1 << _SHIFT)
        return round((float(point[0]) - self.left) * scale), round((float(point[1]) - self.top) * scale)


@dataclass
class Laid:
    """What became of a patch: its full box (pixels, not cut), how many pixels it has, and its share in the picture."""

    box: tuple[int, int, int, int]
    area: int


class Canvas:
    """A picture to paint on, from far to near. owner: the number of the thing that each pixel shows, 0 for none."""

    def __init__(self, place: Picture) -> None:
        self.bgr = place.copy()
        self.owner = np.zeros(place.shape[:2], np.int16)

    def lay(self, patch: Patch, number: int) -> Laid | None:
        """Lay the patch over the picture; None when it shows nothing at all."""
        size = (patch.width, patch.height)
        mask = np.asarray(cv2.resize(patch.mask, size, interpolation=cv2.INTER_AREA), np.uint8)
        solid = (mask > 127).astype(np.uint8)
        left, top, width, height = cv2.boundingRect(solid)
        if width == 0:
            return None
        rows, columns = self.bgr.shape[:2]
        x0, y0 = max(0, patch.left), max(0, patch.top)
        x1, y1 = min(columns, patch.left + patch.width), min(rows, patch.top + patch.height)
        laid = Laid(
            (patch.left + left, patch.top + top, patch.left + left + width, patch.top + top + height),
            int(np.count_nonzero(solid)),
        )
        if x1 <= x0 or y1 <= y0:
            return laid
        inside = np.s_[y0 - patch.top : y1 - patch.top, x0 - patch.left : x1 - patch.left]
        target = np.s_[y0:y1, x0:x1]
        colour = np.asarray(cv2.resize(patch.bgr, size, interpolation=cv2.INTER_AREA), np.uint8)[inside]
        share = mask[inside].astype(np.float32)[..., None] / 255
        below = self.bgr[target]
        self.bgr[target] = (below + share * (colour - below.astype(np.float32)) + 0.5).astype(np.uint8)
        self.owner[target][solid[inside] > 0] = number
        return laid

    def seen(self, number: int, laid: Laid) -> int:
        """How many pixels of the thing are to be seen."""
        rows, columns = self.bgr.shape[:2]
        left, top, right, bottom = laid.box
        part = self.owner[max(0, top) : max(0, min(rows, bottom)), max(0, left) : max(0, min(columns, right))]
        return int(np.count_nonzero(part == number))
