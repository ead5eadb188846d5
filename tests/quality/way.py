"""How things move over the ground: legs at a pace, and rests."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Pose:
    """Where a thing is, which way it faces (unit vector), how far it has gone, and whether it goes now."""

    at: FloatArray
    facing: FloatArray
    gone_m: float
    goes: bool


@dataclass(frozen=True)
class Way:
    """Corners (metres) with the times of arrival and of leaving, seconds; there from the first to the last."""

    corners: tuple[tuple[float, float], ...]
    arrive: tuple[float, ...]
    leave: tuple[float, ...]

    def pose(self, t: float) -> Pose | None:
        """The pose at `t` seconds; None before and after."""
        if t < self.leave[0] or t > self.arrive[-1]:
            return None
        gone = 0.0
        for i in range(len(self.corners) - 1):
            a, b = np.array(self.corners[i]), np.array(self.corners[i + 1])
            length = float(np.hypot(*(b - a)))
            facing = (b - a) / max(length, 1e-9)
            if t < self.leave[i]:
                return Pose(a, facing, gone, goes=False)
            if t <= self.arrive[i + 1]:
                share = (t - self.leave[i]) / max(self.arrive[i + 1] - self.leave[i], 1e-9)
                return Pose(a + share * (b - a), facing, gone + share * length, goes=True)
            gone += length
        return None


def walk(corners: list[FloatArray], start_s: float, pace_mps: float, rests: dict[int, float] | None = None) -> Way:
    """A way through `corners` from `start_s` at `pace_mps`; rests: seconds spent at a corner, by its index."""
    arrive, leave = [start_s], [start_s + (rests or {}).get(0, 0.0)]
    for i in range(1, len(corners)):
        arrive.append(leave[-1] + float(np.hypot(*(corners[i] - corners[i - 1]))) / pace_mps)
        leave.append(arrive[-1] + (rests or {}).get(i, 0.0))
    arrive[-1] = leave[-1]
    return Way(tuple((float(x), float(y)) for x, y in corners), tuple(arrive), tuple(leave))
