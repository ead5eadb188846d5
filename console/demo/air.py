"""Light and weather of a camera: sun, sky, lamps, and how bright a thing at a place is. Pure."""

import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from console.demo.cameras import Light
from console.demo.ground import Sun
from console.demo.lens import Floats, Lens

Values = NDArray[np.float32]


@dataclass(frozen=True)
class Mood:
    """One kind of light; colours BGR, factors 1 = as painted. `sun` None: the sky alone."""

    sky_top: tuple[float, float, float]
    sky_low: tuple[float, float, float]
    ambient: tuple[float, float, float]
    lamp: tuple[float, float, float]
    shadow: Sun
    sun_height_deg: float | None
    glow: float
    haze_m: float
    noise: float
    is_infrared: bool = False


_AZIMUTH = math.radians(52)  # shadows fall to the north-east, so the light comes from the south-west
MOODS: dict[Light, Mood] = {
    "day": Mood(
        (196, 148, 96), (238, 226, 208), (1.0, 1.0, 1.0), (0, 0, 0), Sun(_AZIMUTH, 0.85, 0.42), 48, 0.0, 900, 0.9
    ),
    "overcast": Mood(
        (196, 190, 184), (226, 224, 221), (0.93, 0.91, 0.89), (0, 0, 0), Sun(_AZIMUTH, 0.2, 0.12), None, 0.25, 600, 1.0
    ),
    "evening": Mood(
        (112, 66, 46), (118, 140, 206), (0.62, 0.47, 0.42), (0.36, 0.56, 0.74), Sun(_AZIMUTH, 0.3, 0.15), None,
        0.9, 700, 1.3,
    ),
    "night": Mood(
        (10, 10, 10), (24, 24, 24), (0.30, 0.30, 0.30), (0.34, 0.34, 0.34), Sun(_AZIMUTH, 0.1, 0.0), None,
        0.8, 1500, 1.7, is_infrared=True,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Air:
    """The light at one camera. lamps: (n, 2) metres."""

    mood: Mood
    lens: Lens
    lamps: Floats

    @cached_property
    def sun(self) -> Floats | None:
        """Unit vector towards the sun."""
        if self.mood.sun_height_deg is None:
            return None
        height, back = math.radians(self.mood.sun_height_deg), self.mood.shadow.angle + math.pi
        return np.array([math.cos(back) * math.cos(height), math.sin(back) * math.cos(height), math.sin(height)])

    def light(self, x: Values, y: Values) -> Values:
        """(n, 3) factors for things at (x, y): ambient, lamps, and the camera's own lamp where it sees infrared."""
        total = np.repeat(np.array([self.mood.ambient], dtype=np.float32), len(x), axis=0)
        if any(self.mood.lamp):
            glow = np.zeros(len(x), dtype=np.float32)
            for lx, ly in self.lamps:
                glow += 1.0 / (1.0 + ((x - lx) ** 2 + (y - ly) ** 2) / 34.0) ** 1.4
            total += np.minimum(1.25, glow)[:, None] * np.array([self.mood.lamp], dtype=np.float32)
        if self.mood.is_infrared:
            away = np.hypot(x - self.lens.x, y - self.lens.y)
            total += (0.75 / (1.0 + (away / 26.0) ** 2))[:, None].astype(np.float32)
        return total

    def light_at(self, x: float, y: float) -> tuple[float, float, float]:
        """The same for one thing."""
        b, g, r = self.light(np.array([x], dtype=np.float32), np.array([y], dtype=np.float32))[0]
        return float(b), float(g), float(r)
