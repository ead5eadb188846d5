"""Rendered scenes with exact truth: a textured place, walking figures, a post, light, noise. Deterministic."""

import math
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from kernel.frame import Bgr, Frame, Luma
from kernel.geometry import Box
from kernel.ids import CameraId

START = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
CAMERA = CameraId("stage")

Way = Callable[[float], tuple[float, float] | None]


@dataclass(frozen=True)
class Figure:
    """A person. way: seconds to the foot point (normalised), None while it is not there. height: share of the picture.
    level: grey level of the clothes. Legs swing while it walks; standing, it is quite still.
    """

    way: Way
    height: float = 0.4
    level: int = 45

    def box(self, t: float, aspect: float) -> Box | None:
        """Where the figure is, not cut to the picture."""
        foot = self.way(t)
        if foot is None:
            return None
        half = 0.13 * self.height / aspect
        return Box(foot[0] - half, foot[1] - self.height, foot[0] + half, foot[1])

    def draw(self, picture: Luma, t: float) -> None:
        foot, before = self.way(t), self.way(max(0.0, t - 0.05))
        if foot is None:
            return
        rows, columns = picture.shape
        x, y, tall = foot[0] * columns, foot[1] * rows, self.height * rows
        walks = before is None or math.dist(foot, before) > 1e-4
        swing = 0.10 * tall * math.sin(2 * math.pi * 1.6 * t) if walks else 0.03 * tall
        hip = (x, y - 0.47 * tall)
        for side in (-1, 1):
            self._limb(picture, hip, (x + side * swing, y - 0.03 * tall), 0.09 * tall, self.level - 15)
        self._limb(picture, hip, (x, y - 0.8 * tall), 0.2 * tall, self.level)
        cv2.circle(picture, _pixel(x, y - 0.91 * tall), max(1, round(0.08 * tall)), self.level + 25, -1, cv2.LINE_AA)

    @staticmethod
    def _limb(picture: Luma, a: tuple[float, float], b: tuple[float, float], thick: float, level: int) -> None:
        cv2.line(picture, _pixel(*a), _pixel(*b), max(0, level), max(1, round(thick)), cv2.LINE_AA)


@dataclass(frozen=True)
class Post:
    """Something that stands before all figures. left, right: normalised."""

    left: float
    right: float
    level: int = 90


@dataclass(frozen=True)
class Thing:
    """A still object with a time of appearance and of leaving, seconds; box normalised."""

    box: Box
    level: int
    since: float
    until: float = math.inf


@dataclass(frozen=True)
class Stage:
    """A scene to render. light: gain over time. sway: shift in pixels over time. times: irregular frame times."""

    seconds: float
    figures: tuple[Figure, ...] = ()
    posts: tuple[Post, ...] = ()
    things: tuple[Thing, ...] = ()
    width: int = 640
    height: int = 360
    fps: float = 10.0
    noise: float = 3.0
    light: Callable[[float], float] = field(default=lambda t: 1.0)
    sway: Callable[[float], tuple[float, float]] = field(default=lambda t: (0.0, 0.0))
    times: tuple[float, ...] | None = None
    seed: int = 7

    @property
    def aspect(self) -> float:
        return self.width / self.height

    def moments(self) -> list[float]:
        """The times of the frames, seconds from the start."""
        return list(self.times) if self.times else [i / self.fps for i in range(round(self.seconds * self.fps))]

    def frames(self) -> Iterator[Frame]:
        """The frames in their order."""
        place, chance = self._place(), np.random.default_rng(self.seed)
        for number, t in enumerate(self.moments()):
            picture = place.copy()
            self._furnish(picture, t)
            lit = self._swayed(picture.astype(np.float32) * np.float32(self.light(t)), t)
            grain = chance.standard_normal(picture.shape, dtype=np.float32) * self.noise
            yield frame(np.clip(lit + grain, 0, 255).astype(np.uint8), number, t)

    def _swayed(self, picture: NDArray[np.float32], t: float) -> NDArray[np.float32]:
        x, y = self.sway(t)
        if x == 0 and y == 0:
            return picture
        matrix = np.array([[1, 0, x], [0, 1, y]], dtype=np.float64)
        size = (self.width, self.height)
        return np.asarray(cv2.warpAffine(picture, matrix, size, borderMode=cv2.BORDER_REFLECT), dtype=np.float32)

    def _furnish(self, picture: Luma, t: float) -> None:
        for thing in self.things:
            if thing.since <= t < thing.until:
                a = _pixel(thing.box.left * self.width, thing.box.top * self.height)
                b = _pixel(thing.box.right * self.width, thing.box.bottom * self.height)
                cv2.rectangle(picture, a, b, thing.level, -1)
        for figure in self.figures:
            figure.draw(picture, t)
        for post in self.posts:
            picture[:, round(post.left * self.width) : round(post.right * self.width)] = post.level

    def _place(self) -> Luma:
        chance = np.random.default_rng(self.seed + 1)
        coarse = chance.uniform(95, 165, (9, 16)).astype(np.float32)
        fine = chance.uniform(-8, 8, (self.height, self.width)).astype(np.float32)
        ground = cv2.resize(coarse, (self.width, self.height), interpolation=cv2.INTER_CUBIC) + fine
        picture = np.clip(ground, 0, 255).astype(np.uint8)
        for i in range(6):
            x = (i + 0.5) * self.width / 6
            cv2.line(picture, _pixel(x, self.height), _pixel(x * 0.6 + 0.2 * self.width, 0.35 * self.height), 190, 2)
        cv2.line(picture, _pixel(0, 0.35 * self.height), _pixel(self.width, 0.33 * self.height), 60, 3)
        return np.asarray(picture, dtype=np.uint8)


def frame(luma: Luma, number: int, t: float, camera: CameraId = CAMERA) -> Frame:
    """`luma` as the frame of second `t`."""

    def bgr() -> Bgr:
        return np.asarray(cv2.cvtColor(luma, cv2.COLOR_GRAY2BGR), dtype=np.uint8)

    return Frame(camera, START + timedelta(seconds=t), number, luma, bgr)


def walk(start: tuple[float, float], end: tuple[float, float], begin_s: float, end_s: float) -> Way:
    """Evenly from `start` to `end`; not there before and after."""

    def way(t: float) -> tuple[float, float] | None:
        if not begin_s <= t <= end_s:
            return None
        share = (t - begin_s) / (end_s - begin_s)
        return start[0] + share * (end[0] - start[0]), start[1] + share * (end[1] - start[1])

    return way


def joined(*stops: tuple[float, float, float]) -> Way:
    """Through the stops (second, x, y), evenly between each two; not there before the first and after the last."""

    def way(t: float) -> tuple[float, float] | None:
        for (t0, x0, y0), (t1, x1, y1) in pairwise(stops):
            if t0 <= t <= t1:
                share = (t - t0) / (t1 - t0)
                return x0 + share * (x1 - x0), y0 + share * (y1 - y0)
        return None

    return way


def _pixel(x: float, y: float) -> tuple[int, int]:
    return round(x), round(y)
