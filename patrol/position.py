"""Fixes: where a unit was, when by its own clock and by ours, and whether the fix may be believed."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from kernel.geo import LatLon, distance_m


@dataclass(frozen=True, slots=True)
class Fix:
    """One position of a unit.

    at: the device's time. received_at: ours. accuracy_m: radius of 68 % confidence. course_deg: clockwise from
    north. source: the protocol that brought it (`osmand`, `phone`, …). is_valid: what the device says of it. is_mock:
    the device says that an app made it up; it counts, with a mark, because outside receivers come that way too.
    is_live: False for what was read from a file, which never moves a unit.
    """

    position: LatLon
    at: datetime
    received_at: datetime
    accuracy_m: float | None = None
    speed_mps: float | None = None
    course_deg: float | None = None
    source: str = "phone"
    battery_percent: float | None = None
    altitude_m: float | None = None
    is_valid: bool = True
    is_mock: bool = False
    is_live: bool = True


class FixVerdict(StrEnum):
    """What became of a fix. Only CURRENT and CLOCK_AHEAD move the unit; OFF_DUTY and REPEATED are not kept."""

    CURRENT = "current"
    CLOCK_AHEAD = "clock_ahead"  # the device's time lay in the future: ours was taken
    LATE = "late"  # history only: a newer fix is known
    JUMP = "jump"  # history only: no vehicle moves so fast; believed when the next fix confirms it
    INVALID = "invalid"  # history only: the device itself does not trust it
    IMPORTED = "imported"  # history only: read from a file
    REPEATED = "repeated"  # the same moment was stored before
    OFF_DUTY = "off_duty"


MOVES_UNIT = frozenset({FixVerdict.CURRENT, FixVerdict.CLOCK_AHEAD})


@dataclass(frozen=True, slots=True)
class Doubts:
    """Limits of belief. jump_mps: faster than this between two fixes, less both radii, is a jump."""

    jump_mps: float = 70.0
    clock_ahead_s: float = 60.0
    usual_accuracy_m: float = 30.0


def judge(fix: Fix, latest: Fix | None, held: Fix | None, doubts: Doubts) -> tuple[Fix, FixVerdict]:
    """The fix to store and what it is.

    latest: the fix that the unit stands at. held: the last jump after it, if any: a fix that fits the held one
    better than a jump does is believed, so a unit that really moved (a ferry, a dead phone) is not lost for ever.
    """
    verdict = FixVerdict.CURRENT
    if fix.at - fix.received_at > timedelta(seconds=doubts.clock_ahead_s):
        # A time in the future would shut out every true fix until then.
        fix, verdict = replace(fix, at=fix.received_at), FixVerdict.CLOCK_AHEAD
    if not (fix.is_valid and fix.is_live):
        return fix, FixVerdict.INVALID if fix.is_live else FixVerdict.IMPORTED
    if latest is None:
        return fix, verdict
    if fix.at == latest.at:
        return fix, FixVerdict.REPEATED
    if fix.at < latest.at:
        return fix, FixVerdict.LATE
    confirmed = held is not None and held.at != fix.at and not is_jump(held, fix, doubts)
    if is_jump(latest, fix, doubts) and not confirmed:
        return fix, FixVerdict.JUMP
    return fix, verdict


def is_jump(a: Fix, b: Fix, doubts: Doubts) -> bool:
    """Whether getting from `a` to `b` needs more than the greatest believable speed, allowing for both radii."""
    slack_m = _radius_m(a, doubts) + _radius_m(b, doubts)
    way_m = max(0.0, distance_m(a.position, b.position) - slack_m)
    # Device times are often whole seconds: two fixes of one second are at most one second apart.
    return way_m > doubts.jump_mps * max(1.0, abs((b.at - a.at).total_seconds()))


def _radius_m(fix: Fix, doubts: Doubts) -> float:
    return doubts.usual_accuracy_m if fix.accuracy_m is None else fix.accuracy_m
