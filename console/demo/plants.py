"""Things too fine for flat pieces: trees, lamp posts, fences and parked cars, each put into the still by itself."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from console.demo.air import Air
from console.demo.courses import Pose
from console.demo.figures import Brush, draw, draw_shadow, window_of
from console.demo.furniture import Furniture, Lamp, Rail, Tree
from console.demo.lens import Lens
from console.demo.looks import vehicle
from console.demo.raster import Canvas, Values

_TREE_PX = (240, 280)  # width, height of a drawn tree
_TREE_WIDE = 0.72  # of its height
_LEAVES = ((52, 104, 74), (44, 92, 70), (56, 112, 92), (60, 98, 62), (48, 108, 84), (52, 96, 78))


class Prop(Protocol):
    """Something that puts itself into a still."""

    @property
    def x(self) -> float: ...
    @property
    def y(self) -> float: ...
    def put(self, picture: Values, canvas: Canvas) -> None:
        """Draw over what is farther away."""
        ...


def plant_props(furniture: Furniture, lens: Lens, air: Air) -> Iterator[Prop]:
    """All of the town's fine things as props of one camera."""
    for tree in furniture.trees:
        yield _TreeProp(tree.x, tree.y, tree, air)
    for lamp in furniture.lamps:
        yield _LampProp(lamp.x, lamp.y, lamp, air)
    for rail in furniture.rails:
        if rail.kind == "fence":
            for a, b in zip(rail.points, rail.points[1:], strict=False):
                yield _FenceProp(
                    float(a[0] + b[0]) / 2, float(a[1] + b[1]) / 2, Rail(np.array([a, b]), rail.height, "fence"), air
                )
    for car in furniture.cars:
        look = vehicle(np.random.default_rng(car.seed))
        yield _CarProp(
            car.x, car.y, Pose(look, car.x, car.y, car.heading, 0.0, 0.0), Brush(lens, air.light_at(car.x, car.y), 2)
        )


@dataclass(frozen=True)
class _TreeProp:
    x: float
    y: float
    tree: Tree
    air: Air

    def put(self, picture: Values, canvas: Canvas) -> None:
        foot, depth = canvas.lens.project(np.array([[self.x, self.y, 0.0]]))
        if depth[0] < 6:
            return
        tall = self.tree.height * canvas.lens.focal_px / float(depth[0]) * canvas.fine
        wide = tall * _TREE_WIDE
        if tall < 4:
            return
        light = np.array(self.air.light_at(self.x, self.y), dtype=np.float32)
        sized = cv2.resize(_tree_picture(self.tree.seed % 6), (round(wide), round(tall)), interpolation=cv2.INTER_AREA)
        sprite: Values = sized.astype(np.float32)
        at = round(float(foot[0, 0]) * canvas.fine - wide / 2), round(float(foot[0, 1]) * canvas.fine - tall)
        clear = math.exp(-float(depth[0]) / self.air.mood.haze_m)
        haze = np.array(self.air.mood.sky_low, dtype=np.float32) * (1 - clear)
        colour: Values = sprite[:, :, :3] * light * clear + haze
        _blend(picture, canvas, at, (colour, sprite[:, :, 3], float(depth[0])))


@dataclass(frozen=True)
class _LampProp:
    x: float
    y: float
    lamp: Lamp
    air: Air

    def put(self, picture: Values, canvas: Canvas) -> None:
        ends = np.array([[self.x, self.y, 0.0], [self.x, self.y, self.lamp.height]])
        pixels, depth = canvas.lens.project(ends)
        if depth.min() < 5:
            return
        unit = canvas.lens.focal_px / float(depth[0]) * canvas.fine
        (ax, ay), (bx, by) = pixels * canvas.fine
        left, top = int(min(ax, bx) - unit * 1.2) - 2, int(by - unit * 1.2) - 2
        size = int(abs(ax - bx) + unit * 2.4) + 4, int(ay - by + unit * 1.4) + 4
        if size[0] > 900 or size[1] > 1500:
            return
        sprite, alpha = np.zeros((size[1], size[0], 3), np.float32), np.zeros((size[1], size[0]), np.float32)
        post = round(ax - left), round(ay - top)
        head = round(bx - left), round(by - top)
        is_on = any(self.air.mood.lamp)
        for layer, colour in ((sprite, (86.0, 84.0, 80.0)), (alpha, (1.0,))):
            cv2.line(layer, post, head, colour, max(1, round(0.1 * unit)), cv2.LINE_AA)
        sprite *= np.array(self.air.light_at(self.x, self.y), dtype=np.float32)
        bulb = (190.0, 232.0, 255.0) if is_on else (196.0, 200.0, 204.0)
        for layer, colour in ((sprite, bulb), (alpha, (1.0,))):
            cv2.circle(layer, head, max(1, round(0.24 * unit)), colour, -1, cv2.LINE_AA)
        _blend(picture, canvas, (left, top), (sprite, alpha, float(depth[0])))
        if is_on:
            _halo(picture, canvas, (bx, by), (unit * 2.2, float(depth[1])))


@dataclass(frozen=True)
class _FenceProp:
    x: float
    y: float
    rail: Rail
    air: Air

    def put(self, picture: Values, canvas: Canvas) -> None:
        (a, b), height = self.rail.points, self.rail.height
        count = max(2, round(float(np.hypot(*(b - a))) / 0.5))
        share = np.linspace(0, 1, count + 1)[:, None]
        foot = np.hstack([a + (b - a) * share, np.zeros((count + 1, 1))])
        low, depth = canvas.lens.project(foot)
        if depth.min() < 2:
            return
        high, _ = canvas.lens.project(foot + np.array([0, 0, height]))
        colour = tuple(float(v) for v in np.array([92, 96, 92]) * self.air.light_at(self.x, self.y))
        unit = canvas.lens.focal_px / float(depth.mean()) * canvas.fine
        mask = np.zeros(picture.shape[:2], dtype=np.uint8)
        for i in range(count + 1):
            _segment(mask, low[i] * canvas.fine, high[i] * canvas.fine, max(1, round(0.035 * unit)))
        for up in (0.12, 0.97):
            rail = low * (1 - up) + high * up
            _segment(mask, rail[0] * canvas.fine, rail[-1] * canvas.fine, max(1, round(0.06 * unit)))
        seen = (mask > 0) & (canvas.depth > float(depth.mean()))
        strength = (mask[seen].astype(np.float32) / 255 * 0.75)[:, None]
        picture[seen] = picture[seen] * (1 - strength) + np.array(colour, dtype=np.float32) * strength


@dataclass(frozen=True)
class _CarProp:
    x: float
    y: float
    pose: Pose
    brush: Brush

    def put(self, picture: Values, canvas: Canvas) -> None:
        found = window_of(canvas.lens, self.pose, canvas.fine)
        if found is None:
            return
        (left, top, right, bottom), depth = found
        before = picture[top:bottom, left:right]
        patch = np.clip(before, 0, 255).astype(np.uint8)
        whole = np.zeros((canvas.height, canvas.width, 3), dtype=np.uint8)
        whole[top:bottom, left:right] = patch
        draw_shadow(whole, (left, top, right, bottom), self.brush, self.pose)
        draw(whole, self.brush, self.pose)
        drawn = whole[top:bottom, left:right]
        changed = (drawn != patch).any(axis=2) & (canvas.depth[top:bottom, left:right] > depth - 1.5)
        before[changed] = drawn[changed]
        canvas.depth[top:bottom, left:right][changed & (canvas.depth[top:bottom, left:right] > depth)] = depth


def _segment(mask: NDArray[np.uint8], a: NDArray[np.float64], b: NDArray[np.float64], width: int) -> None:
    start, end = ((round(float(p[0]) * 16), round(float(p[1]) * 16)) for p in (a, b))
    cv2.line(mask, start, end, 255, width, cv2.LINE_AA, 4)


def _halo(picture: Values, canvas: Canvas, at: tuple[float, float], size: tuple[float, float]) -> None:
    """The shine around a burning lamp."""
    radius, depth = size
    left, right = max(0, int(at[0] - radius)), min(canvas.width, int(at[0] + radius) + 1)
    top, bottom = max(0, int(at[1] - radius)), min(canvas.height, int(at[1] + radius) + 1)
    column, row = min(max(0, int(at[0])), canvas.width - 1), min(max(0, int(at[1])), canvas.height - 1)
    if left >= right or top >= bottom or canvas.depth[row, column] < depth - 0.5:
        return
    rows, columns = np.mgrid[top:bottom, left:right]
    away = np.hypot(columns - at[0], rows - at[1]) / max(radius, 1.0)
    shine = (np.clip(1 - away, 0, 1) ** 2.4 * 90)[:, :, None] * np.array([0.55, 0.85, 1.0])
    picture[top:bottom, left:right] += shine.astype(np.float32)


def _blend(picture: Values, canvas: Canvas, at: tuple[int, int], sprite: tuple[Values, Values, float]) -> None:
    colour, alpha, depth = sprite
    left, top = max(0, at[0]), max(0, at[1])
    right, bottom = min(canvas.width, at[0] + colour.shape[1]), min(canvas.height, at[1] + colour.shape[0])
    if left >= right or top >= bottom:
        return
    part = slice(top - at[1], bottom - at[1]), slice(left - at[0], right - at[0])
    under = canvas.depth[top:bottom, left:right]
    strength = np.where(under > depth, alpha[part], 0)[:, :, None]
    picture[top:bottom, left:right] = picture[top:bottom, left:right] * (1 - strength) + colour[part] * strength
    under[(strength[:, :, 0] > 0.6)] = depth


@cache
def _tree_picture(variant: int) -> Values:
    """(280, 240, 4) float: BGR 0..255 and alpha 0..1; leaves in clumps, lit from the upper left."""
    chance = np.random.default_rng(100 + variant)
    wide, tall = _TREE_PX
    colour, alpha = np.zeros((tall, wide, 3), np.float32), np.zeros((tall, wide), np.float32)
    for layer, value in ((colour, (52.0, 66.0, 82.0)), (alpha, (1.0,))):
        cv2.line(layer, (wide // 2, tall - 1), (wide // 2, tall // 2), value, 11, cv2.LINE_AA)
    hue = np.array(_LEAVES[variant], np.float32)
    clumps = [(chance.normal(0.5, 0.17), chance.normal(0.38, 0.14)) for _ in range(26)]
    for depth in range(5):
        for x, y in clumps:
            for _ in range(9):
                px = x + chance.normal(0, 0.07) - 0.02 * depth
                py = y + chance.normal(0, 0.055) - 0.022 * depth
                if (
                    not (0.07 < px < 0.93 and 0.05 < py < 0.74)
                    or ((px - 0.5) / 0.44) ** 2 + ((py - 0.4) / 0.37) ** 2 > 1
                ):
                    continue
                lit = 0.52 + 0.16 * depth + 0.35 * (0.5 - px) + 0.4 * (0.4 - py) + float(chance.normal(0, 0.09))
                tint = tuple(float(v) for v in np.clip(hue * max(0.3, lit) * 1.25, 0, 255))
                spot, radius = (int(px * wide), int(py * tall)), int(chance.uniform(3, 9))
                cv2.circle(colour, spot, radius, tint, -1, cv2.LINE_AA)
                cv2.circle(alpha, spot, radius, (1.0,), -1, cv2.LINE_AA)
    return np.dstack([colour, alpha]).astype(np.float32)
