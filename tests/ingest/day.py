"""A camera, a network and two clocks, for as long as a test wants: nothing sleeps, true time is known."""

import math
import random
from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from ingest.packet import Unit

DAY_S = 86_400.0
START_S = 1_792_900_800.0  # Sunday, 2026-10-25 04:00 UTC less a few hours: clocks change that morning in Europe
WRAP_US = (1 << 32) * 1_000_000 / 90_000
DELAY_S = 0.02

Change = Callable[[float], float]


def never(_at_s: float) -> float:
    """No deviation at any time."""
    return 0.0


def between(first_s: float, last_s: float, amount_s: float) -> Change:
    """A deviation by `amount_s` from `first_s` until `last_s`."""
    return lambda at_s: amount_s if first_s <= at_s < last_s else 0.0


@dataclass(frozen=True)
class Day:
    """What happens; all in seconds from its start.

    drift_ppm: of the stream's clock. camera_clock, house_clock: how far they are ahead of the truth. report_every_s: 0
    for a camera without sender reports; has_reports: when it sends them. jitter_s: the mean of what the network adds;
    stalls: (from, for how long) nothing arrives, and then all at once. pauses: (from, for how long) nothing is sent.
    reboots: when the stream's clock begins anew.
    """

    length_s: float = 26 * 3600.0
    fps: float = 1.0
    drift_ppm: float = 0.0
    camera_clock: Change = never
    house_clock: Change = never
    report_every_s: float = 5.0
    report_error_s: float = 0.003
    has_reports: Change = field(default=lambda _at_s: 1.0)
    jitter_s: float = 0.01
    stalls: tuple[tuple[float, float], ...] = ()
    pauses: tuple[tuple[float, float], ...] = ()
    reboots: tuple[float, ...] = ()
    seed: int = 1

    def without_reports(self) -> "Day":
        return replace(self, report_every_s=0.0)


@dataclass(frozen=True, slots=True)
class Heard:
    """One unit as it came in: truly taken at `taken_s`, heard at `heard_s`; both from the day's start."""

    unit: Unit
    taken_s: float
    heard_s: float
    wall_us: int
    steady_us: int


def heard(day: Day) -> Iterator[Heard]:
    """The units of the day, in the order of their arrival."""
    chance = random.Random(day.seed)
    last_s, first_pts_us = 0.0, chance.uniform(0, WRAP_US)
    report: tuple[float, float] | None = None  # the camera's clock and the stream's, at one moment
    reported_s = -math.inf
    reboots = list(day.reboots)
    for number in range(int(day.length_s * day.fps)):
        taken_s = number / day.fps
        if reboots and taken_s >= reboots[0]:
            first_pts_us, report = chance.uniform(0, WRAP_US) - taken_s * 1e6, None
            reboots.pop(0)
        if _end_of(day.pauses, taken_s) is not None:
            continue
        pts_us = first_pts_us + taken_s * 1e6 * (1 + day.drift_ppm / 1e6)
        if day.report_every_s and taken_s - reported_s >= day.report_every_s and day.has_reports(taken_s):
            error_s = chance.uniform(-day.report_error_s, day.report_error_s)
            report, reported_s = (START_S + taken_s + day.camera_clock(taken_s) + error_s, pts_us), taken_s
        sent_at_us = None if report is None else round(report[0] * 1e6 + pts_us - report[1])
        way_s = DELAY_S + chance.expovariate(1 / day.jitter_s)
        come_s = taken_s + way_s
        last_s = max(last_s, _end_of(day.stalls, come_s) or come_s)
        yield Heard(
            Unit(round(pts_us % WRAP_US), None, 0, number % 10 == 0, b"", sent_at_us=sent_at_us),
            taken_s,
            last_s,
            round((START_S + last_s + day.house_clock(last_s)) * 1e6),
            round(last_s * 1e6),
        )


def _end_of(spells: tuple[tuple[float, float], ...], at_s: float) -> float | None:
    """When the spell ends in which `at_s` lies; the spells are in order."""
    place = bisect_right(spells, (at_s, math.inf)) - 1
    if place < 0:
        return None
    start_s, length_s = spells[place]
    return start_s + length_s if at_s < start_s + length_s else None
