"""What walls and roofs look like, point by point: windows, doors, bricks and tiles. Pure array arithmetic."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]

_WALLS: dict[str, tuple[tuple[int, int, int], ...]] = {
    "old": ((150, 186, 206), (168, 190, 200), (140, 160, 190), (176, 200, 214), (132, 148, 178), (186, 196, 196)),
    "villas": ((200, 208, 212), (178, 196, 206), (190, 198, 190), (160, 180, 200)),
    "flats": ((172, 182, 190), (150, 164, 184), (186, 188, 188), (140, 150, 160)),
    "works": ((158, 160, 158), (146, 138, 128), (170, 172, 170), (120, 134, 150)),
    "brick": ((92, 104, 158), (98, 110, 150)),
    "civic": ((176, 200, 212),),
    "church": ((166, 178, 186),),
    "school": ((110, 128, 172),),
    "station": ((150, 176, 204),),
}
_ROOFS = ((72, 82, 132), (66, 74, 118), (84, 84, 96), (78, 92, 140), (92, 90, 92))
_GLASS = np.array([104, 86, 70], dtype=np.float32)
_LIT = np.array([120, 190, 245], dtype=np.float32)


@dataclass(frozen=True)
class Wall:
    """A wall as its painter knows it. length, height: metres; seed: the house's own chance."""

    style: str
    seed: int
    length: float
    height: float


@dataclass(frozen=True)
class Windows:
    """A grid of windows: pitch across, metres of window in it, metres from the floor to sill and to lintel."""

    pitch: float
    width: float
    sill: float
    lintel: float


_WINDOWS: dict[str, Windows] = {
    "old": Windows(2.3, 1.05, 0.9, 2.35),
    "villas": Windows(3.0, 1.3, 0.9, 2.2),
    "flats": Windows(2.9, 1.8, 0.85, 2.3),
    "works": Windows(4.2, 3.2, 1.9, 2.6),
    "brick": Windows(3.4, 1.3, 1.0, 2.4),
    "civic": Windows(3.1, 1.3, 0.8, 2.5),
    "church": Windows(4.0, 1.0, 0.6, 2.7),
    "school": Windows(3.2, 2.2, 0.9, 2.3),
    "station": Windows(3.6, 2.0, 0.6, 2.6),
}


def wall_colours(wall: Wall, s: Values, z: Values) -> tuple[Values, Values]:
    """(albedo, glow), each (n, 3) BGR 0..255, at `s` metres along the wall and `z` metres up."""
    palette = _WALLS[wall.style]
    base = np.array(palette[wall.seed % len(palette)], dtype=np.float32)
    base = base * (0.94 + 0.12 * ((wall.seed >> 5) % 97) / 97)
    colour = np.repeat(base[None], len(s), axis=0)
    colour *= _bricks(wall, s, z)[:, None]
    colour[z < 0.55] *= 0.72
    cornice = z > wall.height - 0.35
    colour[cornice] = base * 1.12
    glow = np.zeros_like(colour)
    _paint_windows(wall, s, z, colour, glow)
    _paint_door(wall, s, z, colour)
    return np.clip(colour, 0, 255), glow


def roof_colours(seed: int, flat: bool, along: Values, up: Values) -> Values:
    """(n, 3) BGR albedo: courses of tiles on a slope, gravel on a flat roof."""
    if flat:
        return np.full((len(along), 3), 128, dtype=np.float32)
    base = np.array(_ROOFS[seed % len(_ROOFS)], dtype=np.float32)
    course = np.mod(up, 0.45) < 0.1
    shade = 1.0 + 0.09 * _chance(np.floor(up / 0.45), np.floor(along / 0.6), seed) - 0.16 * course
    result: Values = (base[None] * shade[:, None]).astype(np.float32)
    return result


def _bricks(wall: Wall, s: Values, z: Values) -> Values:
    if wall.style in ("brick", "school"):
        joint = (np.mod(z, 0.3) < 0.06).astype(np.float32)
        return (1.0 - 0.12 * joint + 0.12 * (_chance(np.floor(z / 0.3), np.floor(s / 0.6), 5) - 0.5)).astype(np.float32)
    if wall.style == "works":
        return (1.0 - 0.13 * (np.mod(s, 0.5) < 0.14)).astype(np.float32)
    return (1.0 + 0.06 * (_chance(np.floor(z / 0.7), np.floor(s / 0.9), 9) - 0.5)).astype(np.float32)


def _paint_windows(wall: Wall, s: Values, z: Values, colour: Values, glow: Values) -> None:
    grid = _WINDOWS[wall.style]
    storeys = max(1, int((wall.height - 0.4) // 3.0))
    columns = max(1, int((wall.length - 0.8) // grid.pitch))
    margin = (wall.length - columns * grid.pitch) / 2
    floor, column = np.floor(z / 3.0), np.floor((s - margin) / grid.pitch)
    up, across = z - 3.0 * floor, np.abs(np.mod(s - margin, grid.pitch) - grid.pitch / 2)
    shop = (wall.style == "old") & (wall.seed % 3 != 0) & (floor == 0)
    half = np.where(shop, grid.pitch * 0.42, grid.width / 2)
    low, high = np.where(shop, 0.55, grid.sill), np.where(shop, 2.45, grid.lintel)
    valid = (floor < storeys) & (column >= 0) & (column < columns)
    frame = valid & (across < half + 0.14) & (up > low - 0.14) & (up < high + 0.14)
    pane = valid & (across < half) & (up > low) & (up < high)
    bar = pane & ((across < 0.05) | (np.abs(up - (low + high) / 2 - 0.25) < 0.04))
    luck = _chance(floor + 31, column, wall.seed)
    colour[frame] = colour[frame] * 0.45 + 118
    shine = 0.75 + 0.5 * luck + 0.35 * (up - low) / (high - low)
    colour[pane] = (_GLASS[None] * shine[:, None])[pane]
    lit = pane & (luck > (0.35 if wall.style == "old" else 0.62))
    glow[lit] = (_LIT[None] * (0.35 + 0.65 * luck)[:, None])[lit]
    colour[bar] = 190
    glow[bar] = 0


def _paint_door(wall: Wall, s: Values, z: Values, colour: Values) -> None:
    if wall.style in ("works", "brick"):
        gate = (np.abs(np.mod(s, 9.0) - 4.5) < 2.0) & (z < 3.9)
        colour[gate] = np.array([96, 104, 92], dtype=np.float32)
        colour[gate & (np.mod(z, 0.55) < 0.1)] *= 0.8
        return
    at = wall.length * (0.25 + 0.5 * ((wall.seed >> 3) % 11) / 11)
    door = (np.abs(s - at) < 0.6) & (z < 2.3)
    tint = np.array([70 + wall.seed % 50, 66 + wall.seed % 30, 60 + wall.seed % 70], dtype=np.float32)
    colour[door] = tint


def _chance(a: Values, b: Values, seed: int) -> Values:
    """A hash of two whole numbers in [0, 1)."""
    value = np.sin(a * 12.9898 + b * 78.233 + (seed % 1009) * 0.731) * 43758.547
    result: Values = (value - np.floor(value)).astype(np.float32)
    return result
