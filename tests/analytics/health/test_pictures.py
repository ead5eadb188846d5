"""Rendered scenes: each trouble of a picture is told once, with its beginning and its end; and nothing else is."""

import math
from collections.abc import Callable, Iterator

import cv2
import numpy as np
import pytest

from analytics.health.memory import Memory
from kernel.errors import Fault
from kernel.frame import Frame, Luma
from kernel.geometry import Box
from tests.analytics.health.spoil import (
    Spoil,
    black,
    blurred,
    covered,
    grain,
    lit,
    moved,
    place,
    spoilt,
    turned,
    watched,
)
from tests.analytics.scenes import Figure, Thing, Way

SINCE, UNTIL, END = 40, 80, 110


@pytest.fixture(scope="module")
def plain() -> list[Frame]:
    """A place where nothing happens, with a camera's noise."""
    return list(place(END).frames())


def held(luma: Luma) -> Spoil:
    """The same picture again and again; only the clock that is written into it goes on."""

    def spoil(_luma: Luma, t: float) -> Luma:
        picture = luma.copy()
        picture[5:25, 5:150] = int(37 * t) % 255
        return picture

    return spoil


@pytest.mark.parametrize(
    ("spoil", "kind", "within_s"),
    [
        pytest.param(covered, "covered", 10, id="a bag over it"),
        pytest.param(black, "black", 12, id="no signal"),
        pytest.param(blurred(3), "defocused", 32, id="slightly out of focus"),
        pytest.param(blurred(7), "defocused", 32, id="far out of focus"),
        pytest.param(turned, "turned_away", 26, id="turned by a third of the picture"),
        pytest.param(moved(20, 0), "turned_away", 26, id="knocked by a sixteenth of it"),
        pytest.param(lambda luma, _: np.ascontiguousarray(luma[::-1]), "turned_away", 26, id="upside down"),
        pytest.param(lambda luma, _: grain(np.full_like(luma, 128), 4), "covered", 10, id="sprayed grey"),
    ],
)
def test_a_trouble_is_told_once_and_ends_by_itself(
    plain: list[Frame], spoil: Spoil, kind: str, within_s: float
) -> None:
    told = watched(spoilt(plain, spoil, SINCE, UNTIL))

    assert told.kinds == [kind]
    assert SINCE <= told.began(kind) <= SINCE + 5
    assert told.opened(kind) <= SINCE + within_s
    ended = told.ended(kind)
    assert ended is not None
    assert UNTIL < ended <= UNTIL + 15


def test_a_frozen_picture_is_told_though_its_clock_goes_on(plain: list[Frame]) -> None:
    told = watched(spoilt(plain, held(plain[SINCE - 1].luma), SINCE, 90))

    assert told.kinds == ["frozen"]
    assert told.opened("frozen") <= SINCE + 35
    assert told.ended("frozen") is not None


def crowd(size: int, since: float) -> tuple[Figure, ...]:
    chance = np.random.default_rng(2)

    def way(x: float, y: float, phase: float) -> Way:
        return lambda t: (x + 0.3 * math.sin(0.3 * t + phase), y) if t >= since else None

    return tuple(
        Figure(
            way(chance.uniform(-0.2, 1.2), chance.uniform(0.5, 1.1), chance.uniform(0, 6)),
            float(chance.uniform(0.4, 0.9)),
            int(chance.integers(20, 200)),
        )
        for _ in range(size)
    )


def streaked(luma: Luma, _t: float) -> Luma:
    """Heavy rain."""
    picture, chance = luma.copy(), np.random.default_rng(int(luma[0, 0]))
    for _ in range(400):
        x, y = int(chance.integers(0, luma.shape[1])), int(chance.integers(0, luma.shape[0]))
        cv2.line(picture, (x, y), (x + 2, y + 18), 220, 1)
    return grain(picture, 5)


def infrared(luma: Luma, _t: float) -> Luma:
    """The IR filter moves: another light, from the camera itself, softer, with more noise."""
    height, width = luma.shape
    down, across = np.mgrid[0:height, 0:width]
    spot = np.exp(-((across / width - 0.5) ** 2 + (down / height - 0.6) ** 2) / 0.15)
    return grain(cv2.GaussianBlur(luma, (0, 0), 1.2) * spot * 1.3, 5)


def dazzled(luma: Luma, _t: float) -> Luma:
    """Headlights."""
    height, width = luma.shape
    down, across = np.mgrid[0:height, 0:width]
    glare = 400 * np.exp(-((across / width - 0.3) ** 2 + (down / height - 0.5) ** 2) / 0.05)
    return np.asarray(np.clip(luma * 0.5 + glare, 0, 255), np.uint8)


TRUCK = Thing(Box(0.1, 0.0, 0.8, 0.9), 70, SINCE)
FINE: dict[str, Callable[[], Iterator[Frame]]] = {
    "nothing happens": lambda: place(END).frames(),
    "a very clean picture": lambda: place(END, noise=0.6).frames(),
    "a drawing without any noise": lambda: place(END, noise=0.0).frames(),
    "lights half off": lambda: spoilt(place(END).frames(), lit(lambda _: 0.5), SINCE, UNTIL),
    "lights off": lambda: spoilt(place(END).frames(), lit(lambda _: 0.1), SINCE, UNTIL),
    "lights on": lambda: spoilt(place(END).frames(), lit(lambda _: 1.5), SINCE, UNTIL),
    "night falls": lambda: place(700, fps=0.5, light=lambda t: max(0.05, 1 - t / 500)).frames(),
    "night falls where no lamp is": lambda: place(700, fps=0.5, light=lambda t: max(0.0, 1 - t / 600)).frames(),
    "much noise": lambda: spoilt(place(END).frames(), lambda luma, _: grain(luma, 14), SINCE, UNTIL),
    "heavy rain": lambda: spoilt(place(END).frames(), streaked, SINCE, UNTIL),
    "a large truck parks": lambda: place(END, things=(TRUCK,)).frames(),
    "a crowd": lambda: place(END, figures=crowd(60, SINCE)).frames(),
    "shaking in the wind": lambda: place(
        END, sway=lambda t: (7 * math.sin(7 * t), 4 * math.cos(5 * t)) if t > SINCE else (0.0, 0.0)
    ).frames(),
    "infrared by night": lambda: spoilt(place(END).frames(), infrared, SINCE),
    "headlights": lambda: spoilt(place(END).frames(), dazzled, SINCE, SINCE + 12),
}


@pytest.mark.parametrize("scene", FINE)
def test_what_is_no_trouble_is_not_told(scene: str) -> None:
    assert watched(FINE[scene]()).kinds == []


def test_a_camera_that_was_turned_while_we_were_away_is_told_after_the_restart(plain: list[Frame]) -> None:
    memory = Memory("rtsp://gate")
    assert watched(plain[:50], memory).kinds == []

    kept = Memory.load(memory.dump())
    assert (kept.subject, kept.stir_looks) == ("rtsp://gate", memory.stir_looks)
    assert watched(spoilt(plain, turned, 0, 60), kept).kinds == ["turned_away"]


def test_what_is_kept_of_a_healthy_camera_raises_nothing_after_the_restart(plain: list[Frame]) -> None:
    memory = Memory("rtsp://gate")
    watched(plain[:50], memory)

    assert watched(plain, Memory.load(memory.dump())).kinds == []


def test_a_view_that_is_learnt_anew_is_right(plain: list[Frame]) -> None:
    memory = Memory("rtsp://gate")
    watched(plain[:50], memory)

    assert watched(spoilt(plain, turned, 0), Memory("rtsp://gate")).kinds == []


@pytest.mark.parametrize("data", [b"", b"junk", b"PK\x03\x04"], ids=["empty", "junk", "torn"])
def test_a_memory_that_cannot_be_read_is_a_fault(data: bytes) -> None:
    with pytest.raises(Fault, match="learnt anew"):
        Memory.load(data)
