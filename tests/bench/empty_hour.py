"""An hour in which nobody comes, picture by picture: night, rain or wind over a rendered place."""

import math
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

from kernel.frame import Luma
from tests.quality.canvas import Canvas
from tests.quality.place import fractal, place
from tests.quality.tree import Tree
from tests.quality.view import View

FloatPicture = NDArray[np.float32]

_WIDTH, _HEIGHT = 320, 180
_CELLS = (64, 36)  # light is worked out so coarsely
_GRAINS = 12


class Kind(StrEnum):
    NIGHT = "night"
    RAIN = "rain"
    WIND = "wind"


class _Swell:
    """A smooth random course between 0 and 1 that changes within about `pace_s`."""

    def __init__(self, chance: np.random.Generator, pace_s: float) -> None:
        self._rates = 2 * math.pi / (pace_s * chance.uniform(0.6, 3.0, 4))
        self._phases = chance.uniform(0, 2 * math.pi, 4)

    def at(self, t: float) -> float:
        waves = np.sin(self._rates * t + self._phases)
        return float(np.clip(0.5 + 0.35 * waves.sum() / 1.4, 0.0, 1.0))


class EmptyHour:
    """One hour of `kind` by `seed`. Pictures must be asked for in their order; times in seconds, from 0 to 3600."""

    def __init__(self, kind: Kind, seed: int) -> None:
        self._kind = kind
        self._chance = chance = np.random.default_rng([seed, *kind.value.encode()])
        height, tilt = float(chance.uniform(3, 9)), float(chance.uniform(14, 32))
        self._view = View(height, tilt, float(chance.uniform(170, 330)), _WIDTH, _HEIGHT)
        self._empty = place(self._view, chance)
        self._trees = self._planted()
        self._still, self._sway = self._drawn()
        self._bends = [fractal((_HEIGHT, _WIDTH), chance, 5) for _ in range(2)]
        self._places = np.mgrid[0:_HEIGHT, 0:_WIDTH].astype(np.float32)
        self._gust, self._dull, self._shower = (_Swell(chance, pace) for pace in (20.0, 120.0, 300.0))
        self._clouds = fractal((_CELLS[1], 8 * _CELLS[0]), chance, 4)
        self._grain = [
            cv2.blur(chance.standard_normal((_HEIGHT + 32, _WIDTH + 32)).astype(np.float32), (2, 2)) * np.float32(2)
            for _ in range(_GRAINS)
        ]
        self._rows, self._columns = np.mgrid[0 : _CELLS[1], 0 : _CELLS[0]].astype(np.float32)
        self._infrared_s = float(chance.uniform(900, 2400))
        self._beams = np.cumsum(chance.uniform(40, 160, 60))
        self._lamps = [(float(chance.uniform(5, 59)), float(chance.uniform(5, 30))) for _ in range(3)]
        self._lamp_phase = chance.uniform(0, 900, 3)
        self._puddles = fractal((_HEIGHT, _WIDTH), chance, 3) > 1.3
        self._mast, self._exposure, self._wind_s, self._last = np.zeros(2), 1.0, 0.0, 0.0

    def picture(self, t: float) -> Luma:
        """The luma at second `t`, (180, 320)."""
        dt_s, self._last = t - self._last, t
        gust = self._gust.at(t)
        self._wind_s += dt_s * (0.2 + 1.1 * gust)
        lit = self._blown(gust) if self._kind is Kind.WIND else self._still.copy()
        match self._kind:
            case Kind.NIGHT:
                lit, noise = self._dark(lit, t)
            case Kind.RAIN:
                lit, noise = self._rained(lit * np.float32(0.75 + 0.15 * self._dull.at(t)), t), 2.5
            case Kind.WIND:
                lit, noise = self._swayed(lit * self._clouded(t, dt_s), gust), 2.0
        lit += self._grain_now() * np.float32(noise)
        return np.asarray(np.clip(lit, 0, 255), np.uint8)

    def _planted(self) -> list[Tree]:
        trees = []
        for x in self._chance.choice([0.12, 0.35, 0.6, 0.85], int(self._chance.integers(2, 4)), replace=False):
            spot = self._view.ground(float(x), float(self._chance.uniform(0.55, 0.8)))
            tall_m = float(self._chance.uniform(3.5, 7))
            trees.append(Tree((float(spot[0]), float(spot[1])), tall_m, 0.0, self._chance))
        return sorted(trees, key=lambda tree: -tree.at[1])

    def _drawn(self) -> tuple[FloatPicture, FloatPicture]:
        """The place with its trees, and how far a gust moves each pixel, in pixels."""
        canvas, sway = Canvas(self._empty), np.zeros((_HEIGHT, _WIDTH), np.float32)
        for tree in self._trees:
            before = canvas.bgr.copy()
            tree.draw(canvas, self._view, 0.0)
            crown = cv2.morphologyEx(
                cv2.absdiff(before, canvas.bgr).max(axis=2), cv2.MORPH_OPEN, np.ones((9, 9), np.uint8)
            )
            rows = np.flatnonzero(crown.any(axis=1))
            if rows.size:
                size = float(rows[-1] - rows[0])
                sway = np.maximum(sway, (crown > 0).astype(np.float32) * np.float32(0.06 * size))
        grey = np.asarray(cv2.cvtColor(canvas.bgr, cv2.COLOR_BGR2GRAY), np.float32)
        return grey, np.asarray(cv2.GaussianBlur(sway, (0, 0), 2.5), np.float32)

    def _blown(self, gust: float) -> FloatPicture:
        """Crowns lean with the gust and swing about that, each part in its own time."""
        a, b = gust * (0.5 + 0.5 * math.sin(2.1 * self._wind_s)), gust * math.sin(5.3 * self._wind_s + 1.0)
        across = self._sway * (np.float32(a) + np.float32(0.5 * b) * self._bends[0])
        along = self._sway * np.float32(0.5 * b) * self._bends[1]
        moved = cv2.remap(self._still, self._places[1] + across, self._places[0] + along, cv2.INTER_LINEAR)
        return np.asarray(moved, np.float32)

    def _dark(self, lit: FloatPicture, t: float) -> tuple[FloatPicture, float]:
        """Dusk, then the IR filter switches: other tones, and light that falls off from the middle."""
        dusk = max(0.28, 1.0 - 0.72 * t / 1200)
        light = np.full((_CELLS[1], _CELLS[0]), dusk, np.float32)
        if t >= self._infrared_s:
            x, y = (self._columns - _CELLS[0] / 2) / _CELLS[0], (self._rows - _CELLS[1] / 2) / _CELLS[1]
            light = (0.75 * np.exp(-2.2 * (x * x + y * y)) + 0.1).astype(np.float32)
            lit = np.float32(90) + np.float32(0.45) * lit  # leaves and cloth are bright in infrared
        for (x, y), phase in zip(self._lamps, self._lamp_phase, strict=True):
            if (t + phase) % 900 < 500:
                light += np.float32(0.25) * self._patch(x, y, 9, 7)
        for since in self._beams[np.abs(self._beams - t) < 10]:
            share = (t - float(since)) / (3.0 + float(since) % 4)
            if 0 <= share <= 1:
                way = -10 + 84 * (share if int(since) % 2 else 1 - share)
                strong = (0.5 + 0.2 * (int(since) % 7)) * math.sin(math.pi * share)
                light += np.float32(strong) * self._patch(way, 16 + int(since) % 12, 6 + 8 * share, 4 + int(since) % 5)
        return lit * _spread(light), 3.0 + 4.0 * min(1.0, t / 1200)

    def _patch(self, x: float, y: float, wide: float, tall: float) -> FloatPicture:
        patch = np.exp(-(((self._columns - x) / wide) ** 2) - ((self._rows - y) / tall) ** 2)
        return np.asarray(patch, np.float32)

    def _rained(self, lit: FloatPicture, t: float) -> FloatPicture:
        shower = max(0.0, 1.4 * self._shower.at(t) - 0.2)
        count, slant = int(140 * shower), 0.5 * (self._gust.at(t) - 0.3)
        streaks = np.zeros(lit.shape, np.uint8)
        x, y = self._chance.integers(-20, _WIDTH + 20, count), self._chance.integers(-20, _HEIGHT, count)
        long, level = self._chance.integers(4, 20, count), self._chance.integers(8, 55, count)
        for i in range(count):
            end = (int(x[i] + slant * long[i]), int(y[i] + long[i]))
            cv2.line(streaks, (int(x[i]), int(y[i])), end, int(level[i]), 1, cv2.LINE_AA)
        ripples = self._grain_now() * np.float32(9 * min(1.0, shower))
        lit = lit * np.float32(1 - 0.1 * shower) + np.where(self._puddles, ripples, np.float32(0))
        return np.asarray(lit + streaks * np.float32(0.8) + np.float32(8 * shower), np.float32)

    def _clouded(self, t: float, dt_s: float) -> FloatPicture:
        """The light under clouds that travel, and an exposure that follows it in a second or two."""
        shift = (1.5 + self._dull.at(t)) * t % self._clouds.shape[1]
        part = np.roll(self._clouds, -int(shift), axis=1)[:, : _CELLS[0]]
        light = 1 - 0.5 * np.clip(0.5 + 0.8 * part, 0, 1)
        wanted = 0.8 / float(light.mean())
        self._exposure += (1 - math.exp(-dt_s / 1.5)) * (wanted - self._exposure)
        return _spread((light * self._exposure).astype(np.float32))

    def _swayed(self, lit: FloatPicture, gust: float) -> FloatPicture:
        self._mast = 0.6 * self._mast + self._chance.normal(0, 0.5 * gust * gust, 2)
        matrix = np.array([[1, 0, self._mast[0]], [0, 1, self._mast[1]]])
        return np.asarray(cv2.warpAffine(lit, matrix, (_WIDTH, _HEIGHT), borderMode=cv2.BORDER_REFLECT), np.float32)

    def _grain_now(self) -> FloatPicture:
        y, x = self._chance.integers(0, 32, 2)
        return self._grain[int(self._chance.integers(0, _GRAINS))][y : y + _HEIGHT, x : x + _WIDTH]


def _spread(light: FloatPicture) -> FloatPicture:
    return np.asarray(cv2.resize(light, (_WIDTH, _HEIGHT), interpolation=cv2.INTER_CUBIC), np.float32)
