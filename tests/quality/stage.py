"""A scene to render: what is in it and what happens, and the exact truth of every picture."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.quality.canvas import Canvas, Laid, Picture
from tests.quality.cuboid import Bag, Car, Post
from tests.quality.figure import Figure
from tests.quality.place import place
from tests.quality.tree import Tree
from tests.quality.view import View
from tests.quality.weather import Sky, Weather

FloatArray = NDArray[np.float64]

_NEEDS_AREA = 40  # pixels: less of a thing is not asked for
_RESTED_S = 10.0  # a car or a bag that has not moved for so long may be told or not


@dataclass(frozen=True, slots=True)
class Seen:
    """A thing in one picture. box: xyxy in pixels, cut to the picture. share: how much of it is to be seen. counts:
    whether a tracker must tell it; what does not count may be told or not."""

    id: int
    kind: str
    box: tuple[float, float, float, float]
    share: float
    counts: bool


@dataclass(frozen=True)
class Stage:
    """One scene. wire: a tripwire (normalised, two points) whose crossings are events. crf: of the H.264 encoder."""

    name: str
    seed: int
    seconds: float
    view: View
    weather: Weather = field(default_factory=Weather)
    actors: tuple[Figure | Car | Bag, ...] = ()
    posts: tuple[Post, ...] = ()
    trees: tuple[Tree, ...] = ()
    fps: float = 12.0
    wire: tuple[tuple[float, float], tuple[float, float]] | None = None
    crf: int = 26
    tags: tuple[str, ...] = field(default=())

    def pictures(self) -> Iterator[tuple[Picture, list[Seen]]]:
        """The pictures, BGR, before the camera (see `Sky`), with the luma as taken in the first place."""
        chance = np.random.default_rng([self.seed, *self.name.encode()])
        empty = place(self.view, chance)
        sky = Sky(self.weather, (self.view.width, self.view.height), chance)
        shade = self._still_shade()
        for number in range(round(self.seconds * self.fps)):
            t = number / self.fps
            canvas = Canvas(empty)
            self._darken(canvas, shade, t)
            laid = self._paint(canvas, t)
            yuv = np.asarray(cv2.cvtColor(canvas.bgr, cv2.COLOR_BGR2YUV_I420), np.uint8)
            rows = self.view.height
            yuv[:rows] = sky.take(yuv[:rows], t)
            if self.weather.gain < 0.7:
                grey = (yuv[rows:].astype(np.float32) - 128) * np.float32(self.weather.gain) + 128
                yuv[rows:] = grey.astype(np.uint8)
            yield yuv, self._truth(canvas, laid, t, sky.mast)

    def _paint(self, canvas: Canvas, t: float) -> dict[int, Laid]:
        """Everything, far to near."""
        things: list[tuple[float, int]] = []
        for i, actor in enumerate(self.actors):
            foot = actor.foot(t)
            if foot is not None:
                things.append((float(foot[1]), i + 1))
        things += [(post.at[1], -1 - i) for i, post in enumerate(self.posts)]
        things += [(tree.at[1], -1001 - i) for i, tree in enumerate(self.trees)]
        laid: dict[int, Laid] = {}
        for _, which in sorted(things, key=lambda thing: -thing[0]):
            if which > 0:
                done = self.actors[which - 1].draw(canvas, self.view, t, which)
                if done is not None:
                    laid[which] = done
            elif which > -1000:
                self.posts[-1 - which].draw(canvas, self.view)
            else:
                self.trees[-1001 - which].draw(canvas, self.view, t)
        return laid

    def _truth(self, canvas: Canvas, laid: dict[int, Laid], t: float, mast: FloatArray) -> list[Seen]:
        found = []
        for number, done in laid.items():
            actor = self.actors[number - 1]
            seen = canvas.seen(number, done)
            share = seen / max(1, done.area)
            move = (mast[0], mast[1], mast[0], mast[1])
            size = (self.view.width, self.view.height) * 2
            left, top, right, bottom = (min(max(e + m, 0), s) for e, m, s in zip(done.box, move, size, strict=True))
            if right - left < 2 or bottom - top < 2:
                continue
            is_rested = actor.kind == "vehicle" and self._rests(actor, t)
            counts = share >= 0.3 and seen >= _NEEDS_AREA and actor.kind != "object" and not is_rested
            found.append(Seen(number, actor.kind, (left, top, right, bottom), share, counts))
        return found

    def _rests(self, actor: Figure | Car | Bag, t: float) -> bool:
        now = actor.way.pose(t)
        before = actor.way.pose(t - _RESTED_S)
        return now is not None and before is not None and float(np.hypot(*(now.at - before.at))) < 0.01

    def _still_shade(self) -> NDArray[np.uint8] | None:
        if self.weather.sun is None:
            return None
        shade = np.zeros((self.view.height, self.view.width), np.uint8)
        for post in self.posts:
            _stroke(shade, *post.shadow(self.view, np.array(self.weather.sun)))
        return shade

    def _darken(self, canvas: Canvas, still: NDArray[np.uint8] | None, t: float) -> None:
        """Shadows: hard ones of the sun, and the soft one that every foot has."""
        shade = np.zeros((self.view.height, self.view.width), np.uint8)
        for actor in self.actors:
            self._contact(shade, actor, t)
        shade = np.asarray(cv2.GaussianBlur(shade, (9, 9), 0), np.uint8)
        if still is not None and self.weather.sun is not None:
            hard, sun = still.copy(), np.array(self.weather.sun)
            for actor in self.actors:
                for part in actor.shadow(self.view, t, sun):
                    if isinstance(part, tuple):
                        _stroke(hard, *part)
                    else:
                        cv2.fillConvexPoly(hard, part.astype(np.int32), 255, cv2.LINE_AA)
            shade = np.maximum(shade, (cv2.GaussianBlur(hard, (3, 3), 0) * np.float32(0.55)).astype(np.uint8))
        left, top, width, height = cv2.boundingRect(shade)
        if width:
            part_ = np.s_[top : top + height, left : left + width]
            factor = (255 - shade[part_].astype(np.float32))[..., None] / 255
            canvas.bgr[part_] = (canvas.bgr[part_] * factor).astype(np.uint8)

    def _contact(self, shade: NDArray[np.uint8], actor: Figure | Car | Bag, t: float) -> None:
        foot = actor.foot(t)
        if foot is None or foot[1] < 1.0:
            return
        x, y, depth = self.view.project(np.array([[foot[0], foot[1], 0.0]]))[0]
        metre = self.view.focal_px / depth
        reach = 1.6 if isinstance(actor, Car) else 0.3
        axes = (max(1, round(reach * metre)), max(1, round(0.35 * reach * metre)))
        if abs(x) < 5000 and abs(y) < 5000:
            cv2.ellipse(shade, (round(x), round(y)), axes, 0, 0, 360, 90, -1, cv2.LINE_AA)


def _stroke(shade: NDArray[np.uint8], a: FloatArray, b: FloatArray, wide: float) -> None:
    if max(abs(a[:2]).max(), abs(b[:2]).max()) < 8000:
        ends = [(round(float(p[0])), round(float(p[1]))) for p in (a, b)]
        cv2.line(shade, ends[0], ends[1], 255, max(1, round(wide)), cv2.LINE_AA)
