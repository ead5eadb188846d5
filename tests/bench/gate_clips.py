"""Long encoded scenes for the gate: a real place, people and rendered figures that come through it now and then."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import cv2
import numpy as np
from numpy.typing import NDArray

from kernel.frame import Frame, Luma
from tests.analytics.scenes import Figure, frame, walk

FOOTAGE = Path("../shared/data/footage")
_PLACE, _PEOPLE, _SHOWN = "car-detection.mp4", "one-by-one-person-detection.mp4", 130
_GRAINS = 6


@dataclass(frozen=True)
class Visit:
    """Something comes through the picture. begin_s, seconds: when, how long. height: share of the picture.

    is_real: a person cut out of footage, else a rendered figure that swings its legs. level: of its clothes.
    """

    begin_s: float
    seconds: float
    height: float
    start: tuple[float, float]
    end: tuple[float, float]
    is_real: bool
    level: int


@dataclass(frozen=True)
class Clip:
    """A scene of `seconds` with visits, at any size."""

    seconds: float
    visits: tuple[Visit, ...]
    width: int
    height: int
    fps: float
    noise: float = 2.0

    def frames(self) -> Iterator[Frame]:
        place, person = _place(self.width, self.height), _person()
        chance = np.random.default_rng(5)
        size = (self.height + 64, self.width + 64)
        grains = [chance.standard_normal(size, np.float32) * self.noise for _ in range(_GRAINS)]
        for number in range(round(self.seconds * self.fps)):
            t = number / self.fps
            picture = place.copy()
            for visit in self.visits:
                _draw(picture, visit, t, person)
            grain = grains[int(chance.integers(_GRAINS))]
            y, x = (int(value) for value in chance.integers(64, size=2))
            noisy = picture + grain[y : y + self.height, x : x + self.width]
            yield frame(np.clip(noisy, 0, 255).astype(np.uint8), number, t)


def visits(count: int, every_s: float, seed: int = 3) -> tuple[Visit, ...]:
    """Varied ones: a third cross within about a second, small and large, real and rendered, at any phase of a group."""
    chance = np.random.default_rng(seed)
    made = []
    for i in range(count):
        seconds = float((chance.uniform(0.9, 1.3), chance.uniform(1.8, 3.5), chance.uniform(4, 7))[i % 3])
        height = float(chance.uniform(0.12, 0.55))
        y = float(chance.uniform(height * 0.9, 0.98))
        ends = [(-0.02, y), (1.02, float(np.clip(y + chance.uniform(-0.2, 0.2), height * 0.8, 1.0)))]
        if i % 3 == 0:  # a quick crossing of a part of the picture: out of one door and into another
            middle, reach = float(chance.uniform(0.3, 0.7)), float(chance.uniform(0.12, 0.3))
            ends = [(middle - reach, ends[0][1]), (middle + reach, ends[1][1])]
        if chance.uniform() < 0.5:
            ends.reverse()
        begin = 16.0 + every_s * i + float(chance.uniform(0, 3))
        made.append(Visit(begin, seconds, height, ends[0], ends[1], i % 2 == 0, int(chance.choice([30, 60, 190, 225]))))
    return tuple(made)


def _draw(picture: Luma, visit: Visit, t: float, person: tuple[Luma, NDArray[np.float32]]) -> None:
    way = walk(visit.start, visit.end, visit.begin_s, visit.begin_s + visit.seconds)
    foot = way(t)
    if foot is None:
        return
    if not visit.is_real:
        Figure(way, visit.height, visit.level).draw(picture, t)
        return
    rows, columns = picture.shape
    tall = max(8, round(visit.height * rows))
    wide = max(3, round(tall * person[0].shape[1] / person[0].shape[0]))
    body = cv2.resize(person[0], (wide, tall), interpolation=cv2.INTER_AREA).astype(np.float32)
    cover = cv2.resize(person[1], (wide, tall), interpolation=cv2.INTER_AREA)
    left, top = round(foot[0] * columns - wide / 2), round(foot[1] * rows - tall)
    a, b = max(0, left), max(0, top)
    c, d = min(columns, left + wide), min(rows, top + tall)
    if c <= a or d <= b:
        return
    inside = np.s_[b - top : d - top, a - left : c - left]
    under = picture[b:d, a:c].astype(np.float32)
    picture[b:d, a:c] = (cover[inside] * body[inside] + (1 - cover[inside]) * under).astype(np.uint8)


def _place(width: int, height: int) -> Luma:
    """The car park with nothing in it."""
    shown = [picture for number, picture in _lumas(_PLACE, 60) if number % 6 == 0]
    return np.asarray(cv2.resize(np.median(shown, axis=0).astype(np.uint8), (width, height)), np.uint8)


def _person() -> tuple[Luma, NDArray[np.float32]]:
    """A person and how much each pixel belongs to her."""
    shown = dict(_lumas(_PEOPLE, _SHOWN + 1))
    empty = np.median([shown[number] for number in range(0, 40, 5)], axis=0).astype(np.uint8)
    body = shown[_SHOWN]
    mask = (cv2.absdiff(body, empty) > 18).astype(np.uint8)
    mask = np.asarray(cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((9, 9), np.uint8)), np.uint8)
    _, labels, stats, _ = cv2.connectedComponentsWithStats(mask)
    label = 1 + int(stats[1:, cv2.CC_STAT_AREA].argmax())
    x, y, w, h = (int(value) for value in stats[label, :4])
    cover = cv2.GaussianBlur((labels[y : y + h, x : x + w] == label).astype(np.float32), (3, 3), 0)
    return body[y : y + h, x : x + w], np.asarray(cover, np.float32)


def _lumas(name: str, count: int) -> Iterator[tuple[int, Luma]]:
    with av.open(str(FOOTAGE / name)) as container:
        for number, picture in enumerate(container.decode(video=0)):
            if number >= count:
                return
            yield number, np.asarray(picture.to_ndarray(format="gray"), np.uint8)
