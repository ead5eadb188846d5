"""How the town's people and vehicles look: kinds, sizes and colours, drawn by lot. Nobody in particular."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

Colour = tuple[int, int, int]  # BGR
Kind = Literal["walker", "cyclist", "car", "van", "bus"]


@dataclass(frozen=True, slots=True)
class Look:
    """height, and footprint (half length, half width), in metres. deck, nose and tail shape a vehicle's cabin."""

    kind: Kind
    height: float
    footprint: tuple[float, float]
    coat: Colour
    legs: Colour = (60, 54, 50)
    skin: Colour = (140, 168, 204)
    hair: Colour = (40, 44, 52)
    deck: float = 0.86
    nose: float = 0.46
    tail: float = 0.86

    @property
    def is_vehicle(self) -> bool:
        return self.kind in ("car", "van", "bus")


_COATS: tuple[Colour, ...] = (
    (52, 46, 150), (120, 62, 34), (44, 44, 48), (208, 214, 218), (54, 96, 40), (46, 128, 190),
    (128, 60, 104), (92, 40, 40), (60, 60, 176), (226, 226, 230), (40, 70, 96), (150, 96, 40),
)  # fmt: skip
_LEGS: tuple[Colour, ...] = ((66, 50, 40), (44, 42, 42), (110, 84, 58), (96, 110, 126), (52, 44, 60))
_SKINS: tuple[Colour, ...] = ((150, 178, 214), (110, 142, 184), (72, 98, 136), (128, 160, 200))
_HAIRS: tuple[Colour, ...] = (
    (30, 32, 38),
    (48, 70, 104),
    (70, 96, 136),
    (96, 100, 104),
    (40, 44, 150),
    (160, 160, 164),
)
_PAINTS: tuple[Colour, ...] = (
    (46, 44, 168), (196, 198, 200), (52, 50, 50), (150, 90, 40), (120, 122, 124), (226, 228, 230),
    (70, 100, 48), (60, 140, 196),
)  # fmt: skip


def person(chance: np.random.Generator, kind: Literal["walker", "cyclist"] = "walker") -> Look:
    """Somebody."""
    return Look(
        kind,
        height=float(chance.uniform(1.58, 1.86)),
        footprint=(0.34, 0.24) if kind == "walker" else (0.85, 0.25),
        coat=_COATS[int(chance.integers(len(_COATS)))],
        legs=_LEGS[int(chance.integers(len(_LEGS)))],
        skin=_SKINS[int(chance.integers(len(_SKINS)))],
        hair=_HAIRS[int(chance.integers(len(_HAIRS)))],
    )


def vehicle(chance: np.random.Generator, kind: Literal["car", "van", "bus"] = "car") -> Look:
    """Some car, van or bus."""
    paint = _PAINTS[int(chance.integers(len(_PAINTS)))]
    if kind == "car":
        return Look("car", 1.46, (float(chance.uniform(2.0, 2.3)), 0.88), paint)
    if kind == "van":
        return Look("van", 2.3, (2.6, 0.98), paint, deck=1.05, nose=0.78, tail=1.0)
    return Look("bus", 3.0, (5.2, 1.22), (60, 168, 214), deck=1.2, nose=0.99, tail=1.0)
