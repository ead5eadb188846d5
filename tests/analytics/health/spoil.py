"""What can happen before, on or inside a camera, done to rendered or real pictures; and who tells of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import cv2
import numpy as np

from analytics.health.memory import Memory
from analytics.health.settings import HealthSettings
from analytics.health.troubles import Subject, Turn
from analytics.health.watch import PictureWatch
from kernel.event import Event
from kernel.frame import Frame, Luma
from tests.analytics.scenes import CAMERA, START, Stage, frame

Spoil = Callable[[Luma, float], Luma]

_chance = np.random.default_rng(5)


def grain(luma: Luma | np.ndarray, sigma: float) -> Luma:
    """The picture with the sensor's noise."""
    noise = _chance.standard_normal(luma.shape, dtype=np.float32) * sigma
    return np.clip(luma.astype(np.float32) + noise, 0, 255).astype(np.uint8)


def blurred(sigma: float) -> Spoil:
    """Out of focus; the noise stays sharp."""
    return lambda luma, _: grain(cv2.GaussianBlur(luma, (0, 0), sigma * luma.shape[1] / 640), 2)


def covered(luma: Luma, _t: float) -> Luma:
    """A bag over the camera: a dim, uneven glow."""
    height, width = luma.shape
    down, across = np.mgrid[0:height, 0:width]
    return grain(45 + 20 * across / width + 12 * down / height, 3)


def black(luma: Luma, _t: float) -> Luma:
    return np.full_like(luma, 16)


def turned(luma: Luma, _t: float) -> Luma:
    """Turned by a third of the picture."""
    return moved(luma.shape[1] / 3, 0)(luma, 0.0)


def moved(right: float, down: float) -> Spoil:
    def spoil(luma: Luma, _t: float) -> Luma:
        matrix = np.array([[1, 0, right], [0, 1, down]], dtype=np.float64)
        size = (luma.shape[1], luma.shape[0])
        return np.asarray(cv2.warpAffine(luma, matrix, size, borderMode=cv2.BORDER_REFLECT), np.uint8)

    return spoil


def lit(gain: Callable[[float], float], noise: float = 3.0) -> Spoil:
    return lambda luma, t: grain(luma * gain(t), noise)


def spoilt(frames: Iterable[Frame], spoil: Spoil, since: float, until: float = float("inf")) -> Iterator[Frame]:
    """The frames, spoilt between two seconds."""
    for one in frames:
        t = (one.at - START).total_seconds()
        yield frame(spoil(one.luma, t), one.number, t, one.camera) if since <= t < until else one


@dataclass
class Told:
    """The events, by id in the order of their opening; each with the seconds of opening, beginning and end."""

    events: dict[str, Event] = field(default_factory=dict)
    told_at: dict[str, float] = field(default_factory=dict)

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events.values()]

    def opened(self, kind: str) -> float:
        """When the only event of this kind was told."""
        (event,) = (event for event in self.events.values() if event.kind == kind)
        return self.told_at[event.id]

    def began(self, kind: str) -> float:
        (event,) = (event for event in self.events.values() if event.kind == kind)
        return _second(event.opened_at)

    def ended(self, kind: str) -> float | None:
        (event,) = (event for event in self.events.values() if event.kind == kind)
        return None if event.closed_at is None else _second(event.closed_at)


def watched(frames: Iterable[Frame], memory: Memory | None = None, settings: HealthSettings | None = None) -> Told:
    """What is told of these frames."""
    told = Told()
    watch = PictureWatch(Subject(CAMERA), memory or Memory("test"), settings or HealthSettings())
    for one in frames:
        for change in watch.see(one):
            assert (change.turn is Turn.OPENED) is (change.event.id not in told.events)
            told.events[change.event.id] = change.event
            told.told_at.setdefault(change.event.id, _second(one.at))
    return told


def place(seconds: float, **changes: object) -> Stage:
    """The stage at one picture a second, as a watch sees it."""
    return replace(Stage(seconds=seconds, fps=1.0, width=320, height=180), **changes)  # type: ignore[arg-type]


def _second(at: datetime) -> float:
    return (at - START) / timedelta(seconds=1)
