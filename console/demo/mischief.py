"""What happens each period that somebody should look at: who, where, when, and which guard of which camera sees it."""

from dataclasses import dataclass
from functools import cache

import numpy as np

from console.demo.courses import Course, driven, scripted
from console.demo.looks import Look, person, vehicle
from console.demo.plan import bend_point


@dataclass(frozen=True)
class Mischief:
    """One scripted incident. `happens_s`: a second of the period at which its actor is where the guard looks."""

    title: str
    camera: str
    guard: str
    happens_s: float
    look: Look
    course: Course


_ON_FOOT: tuple[tuple[str, str, str, float, tuple[tuple[float, float, float], ...]], ...] = (
    ("Somebody climbs into the depot yard", "depot", "yard", 60.0,
     ((8, 420, -333), (36, 462, -334), (42, 462, -342), (49, 466, -352), (60, 479, -356), (63, 479, -356),
      (73, 468, -348),      (79, 462, -342), (84, 462, -334), (112, 420, -333))),
    ("Somebody walks along the quay's edge", "quay", "edge", 90.0,
     ((14, -165, -440), (80, -271, -442), (84, -277, -446.5), (95, -291, -447.2), (99, -289, -442.5),
      (173, -165, -440))),
    ("Somebody is in the closed park", "park", "closed", 112.0,
     ((75, -652, -95), (100, -618, -95), (112, -603, -91), (115, -603, -91), (124, -607, -85), (134, -617, -94),
      (160, -652, -95))),
    ("Somebody lingers at the school gate", "school", "gate", 172.0,
     ((112, 450, 210.1), (146, 499, 208.5), (150, 498, 203), (157, 501, 202), (164, 496, 202), (171, 500, 203),
      (177, 497, 202), (183, 499, 208.5), (218, 450, 210.1))),
    ("Somebody is on the tracks", "tracks", "rails", 211.0,
     ((181, -245, 540), (196, -225, 541.5), (202, -219, 547.5), (211, -207, 550.5), (219, -216, 548),
      (226, -225, 541.5), (239.5, -245, 540))),
    ("Somebody is down at the river bank", "promenade", "bank", 167.0,
     ((132, -67, 136), (148, -63, 157), (156, -54, 166), (166, -46, 174), (173, -50, 179), (189, -63, 159),
      (207, -67, 136))),
    ("Somebody lingers behind the stalls", "square", "stalls", 74.0,
     ((2, -336, -70), (50, -287, -20), (57, -284, -17), (65, -286, -20), (73, -283.5, -18), (81, -286, -16),
      (86, -287, -20),      (134, -336, -70))),
)  # fmt: skip


@cache
def mischief() -> tuple[Mischief, ...]:
    """Everything that is scripted, in the order in which it happens."""
    chance = np.random.default_rng(11)
    found = [
        Mischief(title, camera, guard, at, person(chance), scripted(knots))
        for title, camera, guard, at, knots in _ON_FOOT
    ]
    way = ((80, 300), (80, 60), (-80, 60), (-80, -60))
    wrong = driven(way, start_s=96.0, speed_mps=8.0, right_m=1.6)
    crossing = wrong.times[int(np.argmin(np.hypot(*(wrong.line.points - _bridge_middle()).T)))]
    found.append(Mischief("A car goes the wrong way", "old-bridge", "one-way", float(crossing), vehicle(chance), wrong))
    return tuple(sorted(found, key=lambda m: m.happens_s))


def _bridge_middle() -> tuple[float, float]:
    return bend_point(-20, 60)
