"""What comes between the scene and its picture: light, clouds, rain, lamps, noise, a shaking mast."""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from tests.quality.place import fractal

FloatPicture = NDArray[np.float32]


@dataclass(frozen=True)
class Weather:
    """gain: of the light. steps: (second, gain) from which on the light is another. drift: slow swing of the exposure.
    clouds: depth of their shadows, 0 to 1. rain: streaks in each picture. noise: deviation, grey levels.
    shake_px: of the mast. sun: shadow per metre of height, (right, ahead), None under clouds. sweeps: seconds at which
    a beam of headlights begins to pass.
    """

    gain: float = 1.0
    steps: tuple[tuple[float, float], ...] = ()
    drift: float = 0.0
    clouds: float = 0.0
    rain: int = 0
    noise: float = 2.0
    shake_px: float = 0.0
    sun: tuple[float, float] | None = None
    sweeps: tuple[float, ...] = ()


class Sky:
    """Turns painted pictures into taken ones, in their order."""

    def __init__(self, weather: Weather, size: tuple[int, int], chance: np.random.Generator) -> None:
        self._weather = weather
        self._width, self._height = size
        self._chance = chance
        self._clouds = fractal((self._height // 4, self._width), chance, 4)
        shape = (self._height + 64, self._width + 64)
        self._grain = [chance.standard_normal(shape).astype(np.float32) for _ in range(6)]
        self.mast = np.zeros(2)

    def take(self, luma: NDArray[np.uint8], t: float) -> NDArray[np.uint8]:
        """The luma of the painted picture as the camera shows it."""
        weather = self._weather
        light = np.full((9, 16), self.gain(t), np.float32)
        if weather.clouds:
            light *= self._cloud(t)
        if weather.sweeps:
            light = np.asarray(cv2.resize(light, (64, 36)), np.float32) + self._beam(t)
        lit = luma * cv2.resize(light, (self._width, self._height), interpolation=cv2.INTER_LINEAR)
        if weather.rain:
            lit = self._rained(lit)
        if weather.shake_px:
            lit = self._shaken(lit)
        # Grain grows with the light (shot noise) but is worst, after gain, in the dark.
        grain = self._grain[int(self._chance.integers(0, len(self._grain)))]
        y, x = self._chance.integers(0, 64, 2)
        lit += grain[y : y + self._height, x : x + self._width] * np.float32(weather.noise)
        return np.asarray(np.clip(lit, 0, 255), np.uint8)

    def gain(self, t: float) -> float:
        """The light of the whole picture."""
        gain = self._weather.gain
        for since, value in self._weather.steps:
            if t >= since:
                gain = value
        return gain * (1 + self._weather.drift * math.sin(0.55 * t))

    def _cloud(self, t: float) -> FloatPicture:
        shift = 11.0 * t
        part = np.roll(self._clouds, -int(shift * self._width / 160) % self._width, axis=1)
        small = cv2.resize(part, (16, 9), interpolation=cv2.INTER_AREA)
        return np.asarray(1 - self._weather.clouds * np.clip(0.5 + 0.8 * small, 0, 1), np.float32)

    def _beam(self, t: float) -> FloatPicture:
        """A patch of light that wanders over the ground and swells; (36, 64)."""
        light = np.zeros((36, 64), np.float32)
        y, x = np.mgrid[0:36, 0:64].astype(np.float32)
        for since in self._weather.sweeps:
            share = (t - since) / 3.5
            if 0 <= share <= 1:
                centre = -10 + 84 * share
                tall = 20 + 8 * math.sin(3 * share)
                patch = np.exp(-(((x - centre) / (6 + 8 * share)) ** 2) - ((y - tall) / 7) ** 2)
                light += 1.6 * math.sin(math.pi * share) * patch
        return light

    def _rained(self, lit: FloatPicture) -> FloatPicture:
        streaks = np.zeros(lit.shape, np.uint8)
        count = int(self._weather.rain)
        x = self._chance.integers(-10, self._width, count)
        y = self._chance.integers(-40, self._height, count)
        long = self._chance.integers(8, 38, count)
        level = self._chance.integers(8, 55, count)
        for i in range(count):
            end = (int(x[i] + long[i] // 6), int(y[i] + long[i]))
            cv2.line(streaks, (int(x[i]), int(y[i])), end, int(level[i]), 1 if long[i] < 24 else 2, cv2.LINE_AA)
        return np.asarray(
            lit * np.float32(0.92) + cv2.GaussianBlur(streaks, (3, 3), 0) * np.float32(0.8) + 8, np.float32
        )

    def _shaken(self, lit: FloatPicture) -> FloatPicture:
        self.mast = 0.7 * self.mast + self._chance.normal(0, self._weather.shake_px, 2)
        matrix = np.array([[1, 0, self.mast[0]], [0, 1, self.mast[1]]])
        size = (self._width, self._height)
        return np.asarray(cv2.warpAffine(lit, matrix, size, borderMode=cv2.BORDER_REFLECT), np.float32)
