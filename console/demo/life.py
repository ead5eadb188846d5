"""The town's daily life: who walks, rides and drives where. Periodic: a pure function of the second of the period."""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

import numpy as np
from numpy.typing import NDArray

from console.demo.courses import PERIOD_S, Course, Pose, circuit, there_and_back
from console.demo.looks import Look, person, vehicle
from console.demo.mischief import mischief
from kernel.clock import EPOCH

Spots = tuple[tuple[float, float], ...]
_APART_M = 11.0


@dataclass(frozen=True)
class Actor:
    """One person or vehicle and its course."""

    look: Look
    course: Course
    is_scripted: bool = False

    def pose(self, t: float) -> Pose | None:
        """The figure at second `t` of the period."""
        return self.course.pose(self.look, t)


# Walks on the sheet: corners, laps a period, how many people share it. None touches a guarded zone.
_WALKS: tuple[tuple[Spots, int, int], ...] = (
    (((-318, -58), (-214, 22)), 1, 2), (((-302, -86), (-302, 52)), 1, 2), (((-324, -48), (-212, -62)), 1, 2),
    (((-262, -87), (-262, 52)), 1, 2), (((-268, -84), (-213, 40)), 1, 1),
    (((-110, 65.2), (66, 65.2)), 1, 2), (((-92, 54.8), (64, 54.8)), 1, 2),
    (((-60, 128), (-60, 288)), 1, 3), (((-75.1, 122), (-75.1, 268)), 1, 2),
    (((430, 219.9), (590, 219.9)), 1, 3), (((430, 210.4), (576, 210.4)), 1, 1),
    (((-198, 512), (-206, 490), (-252, 479.5)), 2, 2), (((-190, 511), (-166, 492), (-122, 480)), 2, 2),
    (((-216, 508), (-150, 500)), 2, 3), (((-228, 503), (-168, 506)), 2, 2),
    (((-290, 477.6), (-130, 477.6)), 1, 2),
    (((-236, 538), (-162, 537)), 2, 2), (((-226, 541), (-156, 541)), 2, 1),
    (((-338, -436.4), (-240, -436)), 2, 1),
    (((-112, -252.3), (60, -252.3)), 1, 2), (((-100, -267.7), (48, -267.7)), 1, 2),
    (((202, 64.9), (358, 64.9)), 1, 3), (((212, 55.1), (350, 55.1)), 1, 3),
    (((-192.3, -246), (-192.3, -112)), 1, 2), (((-338, -267.7), (-186, -267.7)), 1, 2),
    (((-340, -252.3), (-209, -252.3)), 1, 2),
)  # fmt: skip

# Drives on the sheet: corners in order, metres right of the middle, how many cars. One-way streets are obeyed.
_DRIVES: tuple[tuple[Spots, float, int], ...] = (
    (((-200, 60), (225, 60), (225, -260), (-200, -260)), 1.9, 3),
    (((-470, 60), (390, 60), (390, 470), (-470, 470)), 1.9, 4),
    (((-470, -260), (390, -260), (390, -400), (80, -400), (80, -260), (-200, -260), (-200, -95), (-470, -95)), 2.4, 4),
    (((225, 215), (600, 215), (600, -100), (225, -100)), 1.8, 2),
    (((225, 345), (600, 345), (600, 60), (225, 60)), 1.8, 2),
    (((-470, 345), (-470, 470), (-80, 470), (-80, -95), (-470, -95)), 2.2, 3),
    (((80, -260), (80, 60), (225, 60), (225, -260)), 1.8, 2),
    (((-745, -260), (-200, -260), (-200, -95), (-470, -95), (-470, -260)), 2.4, 0),
    (((600, -260), (-200, -260), (-200, 60), (80, 60), (390, 60), (390, -260)), 2.4, 3),
)  # fmt: skip
_RIDES: tuple[tuple[Spots, float, int], ...] = (
    (((-200, 60), (80, 60), (80, -260), (-200, -260)), 3.0, 3),
    (((225, 215), (390, 215), (390, 60), (225, 60)), 3.0, 1),
    (((600, 215), (390, 215), (390, -100), (600, -100)), 3.0, 1),
    (((-80, 345), (-80, 60), (-335, 60), (-335, 345)), 3.0, 2),
)  # fmt: skip


@cache
def actors() -> tuple[Actor, ...]:
    """Everyone, the scripted ones first."""
    chance = np.random.default_rng(5)
    found = [Actor(m.look, m.course, is_scripted=True) for m in mischief()]
    times = np.arange(0, PERIOD_S, 0.5)
    roads = [a.course.track(times) for a in found if a.look.is_vehicle]
    for corners, right_m, count in _DRIVES:
        for index in range(count):
            kind = "van" if chance.random() < 0.22 else "car"
            course = _spaced(corners, right_m, roads, times, index / count * PERIOD_S)
            found.append(Actor(vehicle(chance, "van" if kind == "van" else "car"), course))
    for corners, right_m, count in _RIDES:
        for index in range(count):
            course = _spaced(corners, right_m, roads, times, (index + 0.4) / count * PERIOD_S)
            found.append(Actor(person(chance, "cyclist"), course))
    for corners, laps, count in _WALKS:
        start = float(chance.uniform(0, PERIOD_S))
        for index in range(count):
            phase = start + index * PERIOD_S / laps / count * float(chance.uniform(0.8, 1.1))
            found.append(Actor(person(chance), there_and_back(corners, laps, phase)))
    return tuple(found)


def second_of_period(at: datetime) -> float:
    """Where in the period the wall clock is; the RTSP server plays its loops by the same reckoning."""
    return (at - EPOCH).total_seconds() % PERIOD_S


def _spaced(
    corners: Spots, right_m: float, roads: list[NDArray[np.float64]], times: NDArray[np.float64], wish_s: float
) -> Course:
    """The round with the start near `wish_s` that keeps farthest from everyone already on the road."""
    base = circuit(corners, right_m, 0.0)
    own, others = base.track(times), np.nan_to_num(np.array(roads), nan=1e5)
    best, best_gap = 0, -1.0
    for shift in range(0, len(times), 3):
        moved = np.roll(own, -((shift + int(wish_s / 0.5)) % len(times)), axis=0)
        gap = float(((others - moved) ** 2).sum(axis=2).min())
        if gap > best_gap:
            best, best_gap = shift, gap
        if gap > _APART_M**2:
            break
    phase = (best * 0.5 + wish_s) % PERIOD_S
    chosen = Course(base.line, base.times, base.marks, base.lap_s, phase)
    roads.append(chosen.track(times))
    return chosen
