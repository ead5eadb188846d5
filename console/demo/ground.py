"""The town's ground seen from above: a painted sheet that the cameras' pictures are cut from."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from console.demo.furniture import Furniture
from console.demo.lines import Line, Points, beside
from console.demo.roads import build_roads
from console.demo.town import CARRIAGEWAY_M, Street, Town
from kernel.frame import Bgr

Colour = tuple[int, int, int]
_GROUND: Colour = (104, 128, 118)
_USES: dict[str, Colour] = {
    "river": (112, 92, 62),
    "pond": (112, 92, 62),
    "park": (80, 124, 104),
    "square": (150, 168, 182),
    "yard": (134, 138, 140),
    "playground": (112, 128, 158),
    "platform": (150, 158, 164),
    "quay": (132, 140, 146),
}
_ASPHALT: dict[str, Colour] = {"main": (92, 90, 88), "street": (100, 98, 96), "path": (140, 162, 176)}
_PAVEMENT: Colour = (158, 163, 166)
_KERB: Colour = (188, 192, 194)
_MARK: Colour = (222, 226, 228)
_SHIFT = 4


@dataclass(frozen=True)
class Sun:
    """Shadows fall `reach` metres for each metre of height towards `angle` (radians), `depth` (0 to 1) dark."""

    angle: float
    reach: float
    depth: float


class Sheet:
    """A rectangle of ground, `scale` pixels a metre, north up. `bgr`: its look without the light of lamps."""

    def __init__(self, low: tuple[float, float], high: tuple[float, float], scale: float) -> None:
        self.low, self.high, self.scale = low, high, scale
        size = int((high[1] - low[1]) * scale), int((high[0] - low[0]) * scale)
        self.bgr: Bgr = np.full((*size, 3), _GROUND, dtype=np.uint8)

    def pixels(self, points: Points) -> NDArray[np.float32]:
        """(n, 2) metres to (n, 2) pixels (column, row)."""
        across = (points[:, 0] - self.low[0]) * self.scale
        down = (self.high[1] - points[:, 1]) * self.scale
        return np.stack([across, down], axis=1).astype(np.float32)

    def fill(self, outline: Points, colour: Colour) -> None:
        cv2.fillPoly(self.bgr, [self._fixed(outline)], colour, cv2.LINE_AA, _SHIFT)

    def stroke(self, points: Points, width_m: float, colour: Colour) -> None:
        thickness = max(1, round(width_m * self.scale))
        cv2.polylines(self.bgr, [self._fixed(points)], False, colour, thickness, cv2.LINE_AA, _SHIFT)

    def mask(self, outlines: list[Points]) -> NDArray[np.uint8]:
        """255 where any of the outlines is."""
        result = np.zeros(self.bgr.shape[:2], dtype=np.uint8)
        for outline in outlines:
            cv2.fillPoly(result, [self._fixed(outline)], 255, cv2.LINE_AA, _SHIFT)
        return result

    def _fixed(self, points: Points) -> NDArray[np.int32]:
        return np.round(self.pixels(points) * (1 << _SHIFT)).astype(np.int32)


def paint(sheet: Sheet, town: Town, furniture: Furniture, sun: Sun) -> None:
    """Paint everything that lies flat, then wear and shadows."""
    for area in sorted(town.areas, key=lambda a: ("park", "water", "area").index(a.kind)):
        sheet.fill(area.outline, _USES[area.use])
    for area in town.areas:
        if area.kind == "water":  # the coping
            sheet.stroke(np.vstack([area.outline, area.outline[:1]]), 0.9, (166, 174, 180))
    _slabs(sheet, [a.outline for a in town.areas if a.use in ("square", "quay", "yard", "platform")])
    for railway in town.railways:
        _rails(sheet, railway)
    _streets(sheet, town)
    _wear(sheet)
    _shadows(sheet, town, furniture, sun)


def _slabs(sheet: Sheet, outlines: list[Points]) -> None:
    mask = sheet.mask(outlines)
    if not mask.any():
        return
    rows, columns = np.indices(mask.shape, dtype=np.float32)
    x, y = columns / sheet.scale, rows / sheet.scale
    line = (np.mod(x * 0.94 + y * 0.34, 1.6) < 0.13) | (np.mod(y * 0.94 - x * 0.34, 1.6) < 0.13)
    sheet.bgr[line & (mask > 0)] = (sheet.bgr[line & (mask > 0)] * 0.86).astype(np.uint8)


def _rails(sheet: Sheet, railway: Points) -> None:
    sheet.stroke(railway, 4.6, (108, 116, 124))
    line = Line(railway)
    for mark in np.arange(0, line.length, 0.75):
        x, y = line.at(float(mark))
        if sheet.low[0] < x < sheet.high[0] and sheet.low[1] < y < sheet.high[1]:
            a = line.heading(float(mark)) + np.pi / 2
            middle, reach = np.array([x, y]), np.array([np.cos(a), np.sin(a)]) * 1.25
            sheet.stroke(np.array([middle - reach, middle + reach]), 0.24, (74, 84, 94))
    for side in (-0.72, 0.72):
        sheet.stroke(beside(railway, side), 0.13, (176, 178, 180))


def _streets(sheet: Sheet, town: Town) -> None:
    ranks = ("path", "street", "main")
    ordered = sorted(town.streets, key=lambda s: ranks.index(s.rank))
    for street in ordered:
        sheet.stroke(street.points, 2 * street.half_width, _PAVEMENT)
    for street in ordered:
        if street.rank != "path":
            sheet.stroke(street.points, CARRIAGEWAY_M[street.rank] + 0.5, _KERB)
    for street in ordered:
        sheet.stroke(street.points, CARRIAGEWAY_M[street.rank], _ASPHALT[street.rank])
    for street in ordered:
        if street.rank != "path":
            _markings(sheet, street)


def _markings(sheet: Sheet, street: Street) -> None:
    """Dashes along the middle, and a zebra crossing before each corner of a main street."""
    line, corners = Line(street.points), build_roads().corners
    half = CARRIAGEWAY_M[street.rank] / 2
    marks = np.arange(4.0, line.length - 4, 0.9 if street.rank == "main" else 1.0)
    xs, ys = (np.interp(marks, line.marks, line.points[:, i]) for i in (0, 1))
    (left, bottom), (right, top) = sheet.low, sheet.high
    for mark in marks[(xs > left) & (xs < right) & (ys > bottom) & (ys < top)]:
        x, y = line.at(float(mark))
        near = float(np.hypot(corners[:, 0] - x, corners[:, 1] - y).min())
        along = np.array([np.cos(line.heading(float(mark))), np.sin(line.heading(float(mark)))])
        across = np.array([-along[1], along[0]])
        if near > 15 and mark % 7.5 < 2.6 and not street.one_way:
            sheet.stroke(np.array([(x, y) - along * 0.5, (x, y) + along * 0.5]), 0.14, _MARK)
        elif street.rank == "main" and 11.6 < near <= 12.5:
            for step in np.arange(-half + 0.7, half - 0.4, 1.1):
                middle = np.array([x, y]) + across * step
                sheet.stroke(np.array([middle - along * 1.3, middle + along * 1.3]), 0.5, _MARK)
        elif street.rank == "main" and near > 15:
            for step in (-half + 0.35, half - 0.35):
                middle = np.array([x, y]) + across * step
                sheet.stroke(np.array([middle - along * 0.5, middle + along * 0.5]), 0.1, _MARK)


def _wear(sheet: Sheet) -> None:
    """Blotches and grain, so that no surface is one flat colour."""
    chance = np.random.default_rng(3)
    height, width = sheet.bgr.shape[:2]
    factor = np.ones((height, width), dtype=np.float32)
    for cells, strength in ((14, 0.045), (60, 0.04), (250, 0.045)):
        coarse = chance.normal(0, strength, (cells, cells)).astype(np.float32)
        factor += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    tile = chance.normal(0, 0.05, (256, 256)).astype(np.float32)
    factor += np.tile(tile, (height // 256 + 1, width // 256 + 1))[:height, :width]
    _scale(sheet, factor)


def _shadows(sheet: Sheet, town: Town, furniture: Furniture, sun: Sun) -> None:
    footprints = [h.outline for h in town.houses]
    contact = cv2.blur(sheet.mask(footprints), (int(3 * sheet.scale), int(3 * sheet.scale)))
    factor = 1.0 - contact.astype(np.float32) * (0.34 / 255)
    if sun.depth > 0:
        direction = np.array([np.cos(sun.angle), np.sin(sun.angle)]) * sun.reach
        cast = []
        for house in town.houses:
            both = np.vstack([house.outline, house.outline + direction * house.height]).astype(np.float32)
            cast.append(cv2.convexHull(both)[:, 0].astype(np.float64))
        ring = np.linspace(0, 2 * np.pi, 14)[:-1]
        for tree in furniture.trees:
            middle = np.array([tree.x, tree.y]) + direction * tree.height * 0.55
            cast.append(middle + np.stack([np.cos(ring), np.sin(ring)], axis=1) * tree.height * 0.3)
        shade = cv2.blur(sheet.mask(cast), (max(1, int(0.5 * sheet.scale)),) * 2)
        factor *= 1.0 - shade.astype(np.float32) * (sun.depth / 255)
    _scale(sheet, factor)


def _scale(sheet: Sheet, factor: NDArray[np.float32]) -> None:
    sheet.bgr = np.clip(sheet.bgr * factor[:, :, None], 0, 255).astype(np.uint8)
