"""Movement as a pure function of the time: closed rounds that repeat for ever, and scripted ways. Pure."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from console.demo.lines import Line, Points, beside, distinct, resampled, rounded
from console.demo.looks import Look
from console.demo.plan import bend

PERIOD_S = 240.0
_TURN_MPS2 = 2.4  # sideways acceleration at which a driver slows down for a bend


@dataclass(frozen=True, slots=True)
class Pose:
    """Somebody at one moment. heading: radians from east; stride: metres gone, for the legs; speed: m/s."""

    look: Look
    x: float
    y: float
    heading: float
    stride: float
    speed: float


@dataclass(frozen=True)
class Course:
    """A way over the ground and when each mark on it is passed.

    times (n,) seconds rising, marks (n,) metres, not falling. A round repeats every `lap_s` and starts `phase_s` late;
    a scripted way (`lap_s` None) exists from times[0] to times[-1] of each period.
    """

    line: Line
    times: NDArray[np.float64]
    marks: NDArray[np.float64]
    lap_s: float | None = None
    phase_s: float = 0.0

    def marks_at(self, times: NDArray[np.float64]) -> NDArray[np.float64]:
        """(n,) metres along the line at each second of the period; NaN when not there."""
        t = np.mod(times, PERIOD_S)
        if self.lap_s is not None:
            return np.interp(np.mod(t + self.phase_s, self.lap_s), self.times, self.marks)
        found = np.interp(t, self.times, self.marks)
        return np.where((t >= self.times[0]) & (t <= self.times[-1]), found, np.nan)

    def track(self, times: NDArray[np.float64]) -> Points:
        """(n, 2) metres at each of `times`; NaN when not there."""
        return self._spots(self.marks_at(times))

    def poses(self, look: Look, times: NDArray[np.float64]) -> list[Pose | None]:
        """The figure at each of `times`."""
        marks = self.marks_at(times)
        before = self.marks_at(times - 0.1)
        gone = np.nan_to_num(np.mod(marks - before, self.line.length if self.lap_s else np.inf))
        reach = 2.0 if look.is_vehicle else 0.3
        spots, back, ahead = (self._spots(marks + step) for step in (0.0, -reach, reach))
        headings = np.arctan2(ahead[:, 1] - back[:, 1], ahead[:, 0] - back[:, 0])
        return [
            None if math.isnan(mark) else Pose(look, x, y, heading, mark, min(10 * step, 30.0))
            for mark, (x, y), heading, step in zip(
                marks.tolist(), spots.tolist(), headings.tolist(), gone.tolist(), strict=True
            )
        ]

    def pose(self, look: Look, t: float) -> Pose | None:
        """The figure at second `t`."""
        return self.poses(look, np.array([t]))[0]

    def _spots(self, marks: NDArray[np.float64]) -> Points:
        line = self.line
        marks = np.mod(marks, line.length) if self.lap_s is not None else np.clip(marks, 0, line.length)
        return np.stack([np.interp(marks, line.marks, line.points[:, i]) for i in (0, 1)], axis=1)


def there_and_back(corners: Sequence[tuple[float, float]], laps: int, phase_s: float) -> Course:
    """Along the corners (on the sheet) and back a little beside, `laps` times a period."""
    way = rounded(bend(resampled(np.array(corners, dtype=float), 2.0)), 1)
    ring = distinct(np.vstack([beside(way, 0.45), beside(way, -0.45)[::-1]]))
    return _round(ring, laps, phase_s, slows=False)


def circuit(corners: Sequence[tuple[float, float]], right_m: float, phase_s: float) -> Course:
    """A drive around the corners (on the sheet), `right_m` to the right of the streets' middle, slower in bends."""
    closed = np.array([*corners, corners[0]], dtype=float)
    middle = (
        bend(resampled(closed, 6.0))
        if len(corners) == 2
        else np.vstack([bend(resampled(closed[i : i + 2], 6.0))[:-1] for i in range(len(corners))])
    )
    doubled = beside(np.vstack([middle[-1:], middle, middle[:1]]), right_m)[1:-1]
    return _round(rounded(doubled, 3, closed=True), 1, phase_s, slows=True)


def scripted(knots: Sequence[tuple[float, float, float]]) -> Course:
    """From knot to knot (second, x, y on the sheet) at an even pace; a repeated place is a pause."""
    places = bend(np.array([(x, y) for _, x, y in knots], dtype=float))
    steps = np.concatenate([[0.0], np.hypot(*np.diff(places, axis=0).T)])
    return Course(Line(distinct(places)), np.array([k[0] for k in knots], dtype=float), np.cumsum(steps))


def driven(corners: Sequence[tuple[float, float]], start_s: float, speed_mps: float, right_m: float) -> Course:
    """One drive along the corners (on the sheet), slower in bends; `speed_mps` is the average."""
    middle = np.vstack(
        [bend(resampled(np.array(corners[i : i + 2], dtype=float), 6.0)) for i in range(len(corners) - 1)]
    )
    line = Line(resampled(rounded(beside(distinct(middle), right_m), 3), 1.0))
    times = _times(line, closed=False)
    return Course(line, start_s + times / times[-1] * (line.length / speed_mps), line.marks)


def _round(ring: Points, laps: int, phase_s: float, slows: bool) -> Course:
    line = Line(resampled(distinct(np.vstack([ring, ring[:1]])), 1.0 if slows else 0.8))
    lap_s = PERIOD_S / laps
    times = _times(line, closed=True) if slows else line.marks
    return Course(line, times / times[-1] * lap_s, line.marks, lap_s, phase_s)


def _times(line: Line, closed: bool) -> NDArray[np.float64]:
    """Unscaled times at the points of `line`, for a driver who would like 12 m/s."""
    steps = np.diff(line.points, axis=0)
    angles = np.unwrap(np.arctan2(steps[:, 1], steps[:, 0]))
    bends = np.abs(np.diff(angles, append=angles[0] + round((angles[-1] - angles[0]) / (2 * np.pi)) * 2 * np.pi))
    if not closed:
        bends[-1] = 0.0
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    kernel = np.ones(9) / 9
    curved = np.convolve(np.pad(bends / lengths, 4, mode="wrap" if closed else "edge"), kernel, "valid")
    speeds = np.minimum(12.0, np.sqrt(_TURN_MPS2 / np.maximum(curved, 1e-3)))
    speeds = np.convolve(np.pad(speeds, 10, mode="wrap" if closed else "edge"), np.ones(21) / 21, "valid")
    return np.concatenate([[0.0], np.cumsum(lengths / speeds)])
