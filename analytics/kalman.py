"""Constant-velocity Kalman filters for the four edges of many boxes at once (vectorised over boxes and edges)."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]


@dataclass(slots=True)
class EdgeFilters:
    """One two-state filter (position, velocity) per edge of each of n boxes.

    position, velocity: (n, 4), xyxy. pp, pv, vv: (n, 4), the entries of each symmetric 2x2 covariance.
    Units are free but the same in both axes; time in seconds.
    """

    position: FloatArray
    velocity: FloatArray
    pp: FloatArray
    pv: FloatArray
    vv: FloatArray

    @classmethod
    def empty(cls) -> "EdgeFilters":
        """Filters of no box."""
        return cls(*(np.zeros((0, 4)) for _ in range(5)))

    def append(self, boxes: FloatArray, position_sd: FloatArray, velocity_sd: FloatArray) -> None:
        """Add filters at rest for `boxes` (m, 4); the deviations are (m,)."""
        shape = boxes.shape
        new = (
            boxes.copy(),
            np.zeros(shape),
            np.broadcast_to(position_sd[:, None] ** 2, shape),
            np.zeros(shape),
            np.broadcast_to(velocity_sd[:, None] ** 2, shape),
        )
        self._set([np.concatenate([old, fresh]) for old, fresh in zip(self._parts(), new, strict=True)])

    def keep(self, mask: NDArray[np.bool_]) -> None:
        """Drop every box where `mask` (n,) is false."""
        self._set([part[mask] for part in self._parts()])

    def predict(self, dt_s: float, acceleration_sd: FloatArray) -> None:
        """Move on by `dt_s`; `acceleration_sd` (n,) is the white acceleration of each box."""
        q = (acceleration_sd**2)[:, None]
        self.position = self.position + dt_s * self.velocity
        self.pp = self.pp + dt_s * (2 * self.pv + dt_s * self.vv) + q * dt_s**4 / 4
        self.pv = self.pv + dt_s * self.vv + q * dt_s**3 / 2
        self.vv = self.vv + q * dt_s**2

    def correct(self, rows: NDArray[np.intp], boxes: FloatArray, measured_sd: FloatArray) -> None:
        """Take in the measured `boxes` (m, 4) of the filters `rows` (m,); `measured_sd` is (m, 4)."""
        pp, pv = self.pp[rows], self.pv[rows]
        innovation = boxes - self.position[rows]
        total = pp + measured_sd**2
        gain_p, gain_v = pp / total, pv / total
        self.position[rows] += gain_p * innovation
        self.velocity[rows] += gain_v * innovation
        self.vv[rows] -= gain_v * pv
        self.pv[rows] = (1 - gain_p) * pv
        self.pp[rows] = (1 - gain_p) * pp

    def _parts(self) -> list[FloatArray]:
        return [self.position, self.velocity, self.pp, self.pv, self.vv]

    def _set(self, parts: list[FloatArray]) -> None:
        self.position, self.velocity, self.pp, self.pv, self.vv = parts
