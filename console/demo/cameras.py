"""The dozen cameras of the town: where they hang, what light they see, and what is to be reported there."""

from dataclasses import dataclass, field
from functools import cache
from typing import Literal

from console.demo.lens import Lens, looking
from console.demo.plan import bend_point

Light = Literal["day", "overcast", "evening", "night"]
Spot = tuple[float, float]  # on the planner's sheet
Severity = Literal["low", "medium", "high", "critical"]


@dataclass(frozen=True, slots=True)
class Guard:
    """What is to be reported: in a zone (corners on the sheet) or over a line (two ends; left to right is forward)."""

    id: str
    kind: Literal["intrusion", "line_crossing", "loitering"]
    name: str
    severity: Severity
    corners: tuple[Spot, ...]
    direction: Literal["forward", "backward", "both"] = "both"
    classes: tuple[str, ...] = ()
    dwell_s: float = 0.0


@dataclass(frozen=True, slots=True)
class _Mounting:
    key: str
    name: str
    light: Light
    at: Spot
    target: Spot
    height_m: float
    tilt_deg: float
    view_deg: float
    guards: tuple[Guard, ...] = field(default=())


@dataclass(frozen=True)
class Site:
    """One camera. `key` is its path on the RTSP server."""

    key: str
    name: str
    light: Light
    lens: Lens
    guards: tuple[Guard, ...]
    range_m: float


_MOUNTINGS = (
    _Mounting(
        "square", "Market Square", "day", (-304, -44), (-281, -15), 6.5, 13, 60,
        (Guard("stalls", "loitering", "Lingering behind the stalls", "low",
               ((-289, -22), (-281, -22), (-281, -14), (-289, -14)), dwell_s=18),),
    ),
    _Mounting(
        "old-bridge", "Old Bridge", "day", (-50, 52.5), (0, 62), 6.5, 13, 58,
        (Guard("one-way", "line_crossing", "Wrong way over the Old Bridge", "high",
               ((-20, 56.4), (-20, 63.6)), direction="backward", classes=("vehicle",)),),
    ),
    _Mounting(
        "depot", "Tram Depot Yard", "evening", (440, -365.5), (486, -351), 6.5, 15, 60,
        (Guard("yard", "intrusion", "Person in the depot yard", "critical",
               ((449, -364), (486, -364), (486, -343.5), (449, -343.5))),),
    ),
    _Mounting(
        "school", "School Gate", "day", (483, 190), (500, 206), 5.5, 14, 60,
        (Guard("gate", "loitering", "Lingering at the school gate", "medium",
               ((492, 199), (506, 199), (506, 206), (492, 206)), dwell_s=20),),
    ),
    _Mounting("station", "Station Square", "overcast", (-232, 485), (-192, 504), 5.0, 11, 58),
    _Mounting(
        "tracks", "Station Tracks", "overcast", (-240, 533), (-200, 546), 5.5, 12, 54,
        (Guard("rails", "intrusion", "Person on the tracks", "critical",
               ((-226, 546), (-200, 546), (-200, 556), (-226, 556))),),
    ),
    _Mounting(
        "park", "Lime Park", "night", (-624, -112), (-605, -87), 5.5, 14, 58,
        (Guard("closed", "intrusion", "Person in the closed park", "medium",
               ((-618, -103), (-594, -103), (-594, -80), (-618, -80))),),
    ),
    _Mounting(
        "quay", "Harbour Quay", "evening", (-310, -435), (-272, -444), 6.0, 13, 56,
        (Guard("edge", "intrusion", "Person at the quay edge", "medium",
               ((-299, -450.5), (-272, -450.5), (-272, -445), (-299, -445))),),
    ),
    _Mounting("new-bridge", "New Bridge", "day", (-62, -249.5), (0, -261), 7.5, 13, 56),
    _Mounting(
        "promenade", "West Quay", "day", (-69, 150), (-56, 186), 6.0, 12, 58,
        (Guard("bank", "intrusion", "Person at the river bank", "low",
               ((-52, 163), (-41, 163), (-41, 184), (-52, 184))),),
    ),
    _Mounting("market", "Market Street", "evening", (236, 66), (300, 59), 6.0, 11, 56),
    _Mounting("junction", "Bridge Road", "day", (-184, -249), (-214, -270), 7.5, 14, 62),
)  # fmt: skip


@cache
def sites() -> tuple[Site, ...]:
    """All cameras, in the order in which they are made ready."""
    return tuple(_site(m) for m in _MOUNTINGS)


def site(key: str) -> Site:
    """The camera of that key."""
    return next(s for s in sites() if s.key == key)


def _site(mounting: _Mounting) -> Site:
    m = mounting
    lens = looking(bend_point(*m.at), bend_point(*m.target), m.height_m, m.tilt_deg, m.view_deg)
    return Site(m.key, m.name, m.light, lens, m.guards, range_m=60.0)
