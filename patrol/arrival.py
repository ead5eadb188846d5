"""Whether a unit was where it said that it arrived: pressed only, or proven by its positions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kernel.geo import LatLon, distance_m
from patrol.position import Fix


class ArrivalGrade(StrEnum):
    """What an arrival rests on."""

    PRESSED = "pressed"
    POSITION = "position"


@dataclass(frozen=True, slots=True)
class ArrivalProof:
    """The grade, and the nearest trustworthy fix: how far from the place, how accurate; None without one.

    fixes: how many lay at the place.
    """

    grade: ArrivalGrade
    distance_m: float | None = None
    accuracy_m: float | None = None
    fixes: int = 0


@dataclass(frozen=True, slots=True)
class ArrivalLimits:
    """When fixes prove an arrival: within `place_m` plus their own radius, of at most `accuracy_m`; at least `fixes` of
    them, over at least `spread_s`; not earlier than `before_s` before it and not later than `after_s` after."""

    place_m: float = 50.0
    accuracy_m: float = 50.0
    fixes: int = 2
    spread_s: float = 3.0
    before_s: float = 60.0
    after_s: float = 180.0

    def window(self, arrived_at: datetime) -> tuple[datetime, datetime]:
        """Between which times fixes count."""
        return arrived_at - timedelta(seconds=self.before_s), arrived_at + timedelta(seconds=self.after_s)


def prove(place: LatLon, arrived_at: datetime, fixes: Iterable[Fix], limits: ArrivalLimits) -> ArrivalProof:
    """The proof from the unit's fixes. One that was made up, doubted or told without its accuracy proves nothing."""
    start, end = limits.window(arrived_at)
    trusted = [
        (distance_m(fix.position, place), fix.accuracy_m, fix.at)
        for fix in fixes
        if fix.is_valid and fix.is_live and not fix.is_mock and start <= fix.at <= end
        if fix.accuracy_m is not None and fix.accuracy_m <= limits.accuracy_m
    ]
    if not trusted:
        return ArrivalProof(ArrivalGrade.PRESSED)
    away_m, accuracy_m, _ = min(trusted)
    there = sorted(at for away, radius, at in trusted if away <= limits.place_m + radius)
    is_proven = len(there) >= limits.fixes and (there[-1] - there[0]).total_seconds() >= limits.spread_s
    grade = ArrivalGrade.POSITION if is_proven else ArrivalGrade.PRESSED
    return ArrivalProof(grade, away_m, accuracy_m, len(there))
