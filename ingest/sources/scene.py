"""A synthetic street with known truth: people and cars cross a still ground. The same seed makes the same street."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import cv2
import numpy as np

from kernel.frame import Bgr
from kernel.geometry import Box

Shape = Literal["person", "vehicle"]


@dataclass(frozen=True, slots=True)
class Mover:
    """One thing on its way: crosses the picture at constant speed, pauses outside, and comes again.

    y: of its foot, in [0, 1]. width, height: normalised. speed: picture widths per second, negative to the left.
    phase_s: how far into its lap it is at time 0. rest_s: the pause between two crossings. colour: BGR.
    """

    shape: Shape
    y: float
    width: float
    height: float
    speed: float
    phase_s: float
    rest_s: float
    colour: tuple[int, int, int]

    def box(self, time_s: float) -> Box | None:
        """Where it is at `time_s`, cut to the picture; None while it is outside."""
        crossing_s = (1 + self.width) / abs(self.speed)
        into_s = (time_s + self.phase_s) % (crossing_s + self.rest_s)
        if into_s >= crossing_s:
            return None
        way = into_s * abs(self.speed)
        left = way - self.width if self.speed > 0 else 1 - way
        box = Box(max(0.0, left), self.y - self.height, min(1.0, left + self.width), self.y)
        return box if box.width > 0.002 else None


@dataclass(frozen=True, slots=True)
class Truth:
    """What is truly in the picture."""

    mover: int
    shape: Shape
    box: Box


@dataclass(frozen=True)
class Scene:
    """The street of one seed: `movers` things, `width` by `height` pixels."""

    seed: int
    movers: int
    width: int
    height: int

    @cached_property
    def objects(self) -> tuple[Mover, ...]:
        """The things that move, the farthest first."""
        chance = np.random.default_rng(self.seed)
        made = [_mover(chance) for _ in range(self.movers)]
        return tuple(sorted(made, key=lambda mover: mover.y))

    @cached_property
    def ground(self) -> Bgr:
        """The empty street, (height, width, 3) uint8."""
        chance = np.random.default_rng(self.seed + 1)
        coarse = chance.integers(60, 150, (self.height // 20 + 2, self.width // 20 + 2, 3), np.uint8)
        fine = chance.integers(0, 24, (self.height, self.width, 1), np.uint8)
        ground = cv2.resize(coarse, (self.width, self.height), interpolation=cv2.INTER_CUBIC)
        ground = cv2.add(ground, np.repeat(fine, 3, axis=2))
        cv2.line(ground, (0, int(0.42 * self.height)), (self.width, int(0.42 * self.height)), (170, 170, 170), 2)
        return np.asarray(ground, np.uint8)

    def truth(self, time_s: float) -> tuple[Truth, ...]:
        """What is in the picture at `time_s`, normalised boxes."""
        boxes = ((index, mover, mover.box(time_s)) for index, mover in enumerate(self.objects))
        return tuple(Truth(index, mover.shape, box) for index, mover, box in boxes if box is not None)

    def picture(self, time_s: float) -> Bgr:
        """The street at `time_s`, (height, width, 3) uint8; the caller may write to it."""
        picture = self.ground.copy()
        for truth in self.truth(time_s):
            _draw(picture, self.objects[truth.mover], truth.box, time_s)
        return picture


def _mover(chance: np.random.Generator) -> Mover:
    y = float(chance.uniform(0.5, 0.95))
    size = 0.35 + 0.65 * (y - 0.5) / 0.45  # nearer is larger
    shape: Shape = "person" if chance.random() < 0.6 else "vehicle"
    width, height, speed = (0.06, 0.32, 0.07) if shape == "person" else (0.26, 0.2, 0.2)
    direction = 1 if chance.random() < 0.5 else -1
    colour = tuple(int(value) for value in chance.choice([chance.integers(0, 40, 3), chance.integers(200, 255, 3)]))
    return Mover(
        shape,
        y,
        width * size,
        height * size,
        direction * speed * size * float(chance.uniform(0.8, 1.25)),
        float(chance.uniform(0, 30)),
        float(chance.uniform(2, 12)),
        (colour[0], colour[1], colour[2]),
    )


def _draw(picture: Bgr, mover: Mover, box: Box, time_s: float) -> None:
    """Draws within the box only: what is drawn is what the truth says."""
    height, width = picture.shape[:2]
    place = picture[
        round(box.top * height) : round(box.bottom * height), round(box.left * width) : round(box.right * width)
    ]
    tall, wide = place.shape[:2]
    shade = tuple(max(0, value - 60) if value > 100 else value + 50 for value in mover.colour)
    if mover.shape == "vehicle":
        cv2.rectangle(place, (0, tall // 3), (wide, tall - tall // 8), mover.colour, -1)
        cv2.rectangle(place, (wide // 5, 0), (wide - wide // 5, tall // 3), shade, -1)
        for wheel in (wide // 4, wide - wide // 4):
            cv2.circle(place, (wheel, tall - tall // 8), max(2, tall // 8), (20, 20, 20), -1)
        return
    middle, head = wide // 2, max(2, tall // 10)
    cv2.rectangle(place, (0, 2 * head), (wide, int(tall * 0.6)), mover.colour, -1)
    cv2.circle(place, (middle, head), head, (140, 160, 200), -1)
    stride = int(wide / 2 * np.sin(time_s * 6))
    for foot in (middle - stride, middle + stride):
        cv2.line(place, (middle, int(tall * 0.6)), (foot, tall), shade, max(2, wide // 4))
